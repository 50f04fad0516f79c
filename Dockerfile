# One image for web, recorder, worker and beat; compose says which one a container becomes.
FROM python:3.11-slim-bookworm AS packages
WORKDIR /opt/vms
COPY requirements.txt .
RUN python -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --disable-pip-version-check -r requirements.txt

FROM node:20-bookworm-slim AS browser
WORKDIR /opt/vms/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --include=dev
COPY frontend ./
RUN npm run build

FROM python:3.11-slim-bookworm
# tini: FFmpegs outlive the worker that started them, so somebody must reap them in its stead.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ffmpeg tini \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --user-group --home-dir /data --no-create-home vms \
    && install -d -o vms -g vms -m 0700 /data \
    && install -d -o vms -g vms -m 0750 /recordings
WORKDIR /opt/vms
COPY --from=packages /opt/vms/.venv .venv
COPY manage.py ./
COPY vms vms
COPY plans plans
COPY recordings recordings
COPY playback playback
COPY --from=browser /opt/vms/frontend/dist frontend/dist
COPY clips clips
COPY panel panel
COPY templates templates
COPY locale locale
COPY locale_libraries locale_libraries
ENV PATH=/opt/vms/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    VMS_DATA_DIR=/data \
    RECORDINGS_DIR=/recordings \
    VMS_BIND=0.0.0.0
USER vms
VOLUME ["/data", "/recordings"]
EXPOSE 8000
ENTRYPOINT ["tini", "--"]
CMD ["python", "manage.py", "serve", "web"]
