#!/bin/sh
# Set-up of a fresh Debian 12 machine that has python3, node and make: `setup.sh run` for what
# running needs, `setup.sh test` for what the tests need as well. Does nothing the second time.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:-run}

fail() { printf '%s\n' "$1" >&2; exit 1; }

# apt NAME...: install as root; otherwise say the one command that does.
apt() {
    if [ "$(id -u)" -ne 0 ]; then
        fail "Missing: $*. Install it with: sudo apt-get install -y $*"
    fi
    echo "Installing $*"
    export DEBIAN_FRONTEND=noninteractive
    # Services that a package brings are not to start: the tests run their own. (policy-rc.d is
    # Debian's way to say so; an existing one is left alone.)
    policy=/usr/sbin/policy-rc.d
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' > $policy
        chmod +x $policy
        trap 'rm -f /usr/sbin/policy-rc.d' EXIT
        trap 'exit 130' INT TERM HUP  # dash leaves EXIT out when a signal ends it
    fi
    # A repository that is broken need not be the one that is wanted: installing tells.
    apt-get update -qq < /dev/null || echo "apt-get update failed; going on." >&2
    apt-get install -y -qq --no-install-recommends "$@" < /dev/null > /dev/null \
        || fail "apt-get install $* failed; is this machine online?"
}

python=${PYTHON:-python3}
command -v "$python" > /dev/null || fail "Missing: python3. Install it with: apt-get install -y python3"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
    || fail "Python 3.11 or newer is needed; $("$python" --version) is here."

missing=""
"$python" -c 'import ensurepip, venv' 2> /dev/null || missing="$missing python3-venv"
# Without root FFmpeg comes from a wheel (imageio-ffmpeg), so it is never a reason to stop.
if [ -z "${VMS_FFMPEG:-}" ] && ! command -v ffmpeg > /dev/null && [ "$(id -u)" -eq 0 ]; then
    missing="$missing ffmpeg"
fi
if [ "$purpose" = test ]; then
    command -v redis-server > /dev/null || missing="$missing redis-server"
    ls /usr/lib/*/faketime/libfaketime.so.1 > /dev/null 2>&1 || missing="$missing faketime"
    command -v /usr/sbin/mkfs.ext4 > /dev/null || missing="$missing e2fsprogs"
    command -v /usr/sbin/nginx > /dev/null || missing="$missing nginx-light"
    command -v chromium-headless-shell > /dev/null || missing="$missing chromium-headless-shell"
    ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1 || missing="$missing postgresql"
fi
# shellcheck disable=SC2086  # a list of names
[ -z "$missing" ] || apt $missing

requirements=requirements.txt
[ "$purpose" = run ] || requirements=requirements-dev.txt
stamp=".venv/.$purpose-$(cat requirements.txt "$requirements" | sha256sum | cut -c1-16)"
if [ ! -e "$stamp" ]; then
    # Without pip when an earlier set-up was interrupted.
    .venv/bin/python -m pip --version > /dev/null 2>&1 || "$python" -m venv --clear .venv
    echo "Installing Python packages"
    .venv/bin/python -m pip install -q --disable-pip-version-check -r "$requirements"
    touch "$stamp"
fi

# What browsers need: the client, built by Vite, which its development packages bring.
command -v node > /dev/null && command -v npm > /dev/null \
    || fail "Missing: node and npm. Install Node.js 20.19 or newer, which brings both."
node -e 'const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)' \
    || fail "Node.js 20.19 or newer is needed; $(node --version) is here."
stamp="frontend/node_modules/.installed-$(sha256sum frontend/package-lock.json | cut -c1-16)"
if [ ! -e "$stamp" ]; then
    echo "Installing browser packages"
    npm ci --prefix frontend --include=dev --silent < /dev/null \
        || fail "npm ci in frontend/ failed; is this machine online?"
    touch "$stamp"
fi

# By the names and the contents of all that the client is made of.
sources=$(cd frontend && find src public index.html vite.config.ts hls_parts.ts tsconfig.json package.json \
    package-lock.json -type f 2> /dev/null | LC_ALL=C sort | xargs -d '\n' sha256sum \
    | sha256sum | cut -c1-16)
stamp="frontend/dist/.built-$sources"
if [ ! -e "$stamp" ]; then
    echo "Building the web client"
    npm run build --prefix frontend --silent < /dev/null \
        || fail "The web client could not be built; what is wrong with it stands above."
    [ -e frontend/dist/index.html ] || fail "The build left no frontend/dist/index.html."
    rm -f frontend/dist/.built-*
    touch "$stamp"
fi
