"""Settings, all from the environment; the table of variables is in the README."""

import secrets
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from vms.api_schema import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS
from vms.datadir import ensure_private_dir, read_or_create
from vms.schedule import BEAT_SCHEDULE
from vms.static_files import WHITENOISE

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def number(read: Callable[..., Any], name: str, default: float) -> Any:
    """A number from the environment, or an error that names the variable."""
    try:
        return read(name, default=default)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a number.") from None


# --- Where things are -------------------------------------------------------------------------
VMS_DATA_DIR = ensure_private_dir(Path(env.str("VMS_DATA_DIR", "") or "data").resolve())
RECORDINGS_DIR = Path(env.str("RECORDINGS_DIR", str(VMS_DATA_DIR / "recordings"))).resolve()
VMS_KEYS_DIR = ensure_private_dir(VMS_DATA_DIR / "keys")
VMS_EXPORTS_DIR = ensure_private_dir(VMS_DATA_DIR / "exports")
VMS_RUN_DIR = ensure_private_dir(VMS_DATA_DIR / "run")
VMS_LOG_DIR = ensure_private_dir(VMS_DATA_DIR / "logs")
VMS_CAMERA_KEY_FILE = VMS_KEYS_DIR / "camera.keys"

# --- Who this is ------------------------------------------------------------------------------
VMS_NODE = env.str("VMS_NODE", "") or read_or_create(
    VMS_DATA_DIR / "node", lambda: f"node-{secrets.token_hex(4)}"
)
VMS_PORT = number(env.int, "VMS_PORT", 8000)
VMS_BIND = env.str("VMS_BIND", "127.0.0.1")
VMS_ADMIN_USER = env.str("VMS_ADMIN_USER", "admin")
VMS_ADMIN_PASSWORD = env.str("VMS_ADMIN_PASSWORD", "")
VMS_DEMO = env.bool("VMS_DEMO", False)
VMS_DEMO_PORT = number(env.int, "VMS_DEMO_PORT", 0)  # 0: a free port, kept in the data folder
SECRET_KEY = env.str("SECRET_KEY", "") or read_or_create(
    VMS_KEYS_DIR / "secret_key", lambda: secrets.token_urlsafe(50)
)
DEBUG = False
# The launcher and a container ask this machine for its health, whatever its name outside.
ALLOWED_HOSTS = [*env.list("VMS_ALLOWED_HOSTS", default=["*"]), VMS_BIND, "127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = env.list("VMS_TRUSTED_ORIGINS", default=[])
SESSION_COOKIE_HTTPONLY = True
VMS_BEHIND_PROXY = env.bool("VMS_BEHIND_PROXY", False)
if VMS_BEHIND_PROXY:
    # Only then: anybody could send these headers to a server that faces the network.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("VMS_HTTPS", False)
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

# --- Recording --------------------------------------------------------------------------------
RECORDING_SEGMENT_DURATION = number(env.int, "RECORDING_SEGMENT_DURATION", 3600)  # seconds
VMS_SYNC_SECONDS = number(env.float, "VMS_SYNC_SECONDS", 2.0)
VMS_CAMERA_NETWORKS = env.list(
    "VMS_CAMERA_NETWORKS",
    default=["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"],
)
VMS_FFMPEG = env.str("VMS_FFMPEG", "")
# 0: no ceiling
RETENTION_DAYS = number(env.int, "RETENTION_DAYS", 0)
RECORDING_DELETE_AFTER_DAYS = number(env.int, "RECORDING_DELETE_AFTER_DAYS", RETENTION_DAYS)
RECORDING_MAX_SIZE_GB = number(env.int, "RECORDING_MAX_SIZE_GB", 0)

# --- Playback ---------------------------------------------------------------------------------
# The path below which nginx serves the volumes to itself (X-Accel-Redirect); empty: we send bytes.
VMS_ACCEL_REDIRECT = env.str("VMS_ACCEL_REDIRECT", "")
VMS_CACHE_DIR = ensure_private_dir(VMS_DATA_DIR / "cache")
VMS_PICTURE_CACHE_MB = number(env.int, "VMS_PICTURE_CACHE_MB", 500)

# --- Notices ------------------------------------------------------------------------------------
# Where people reach this server: links in messages begin with it.
VMS_PUBLIC_URL = env.str("VMS_PUBLIC_URL", f"http://127.0.0.1:{VMS_PORT}")
# smtp+tls://user:password@host:587; empty: e-mail targets wait until there is a server.
VMS_EMAIL_URL = env.str("VMS_EMAIL_URL", "")
vars().update(env.email_url_config(VMS_EMAIL_URL) if VMS_EMAIL_URL else {})
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("VMS_EMAIL_FROM", "vms@localhost")
# Private networks that webhooks may reach; any public address is always allowed.
VMS_NOTICE_NETWORKS = env.list("VMS_NOTICE_NETWORKS", default=[])

# --- Django -----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "panel.apps.PanelAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "axes",
    "django_celery_beat",
    "import_export",
    "vms",
    "plans",
    "recordings",
    "playback",
    "clips",
    "panel.apps.PanelConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "vms.middleware.OptionalTrailingSlash",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "vms.middleware.DatabaseUnavailable",
    "vms.middleware.ApiTimesAreUtc",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
APPEND_SLASH = False
ROOT_URLCONF = "vms.urls"
WSGI_APPLICATION = "vms.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- Database ---------------------------------------------------------------------------------
DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{quote(str(VMS_DATA_DIR))}/db.sqlite3")
}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # IMMEDIATE: a writer waits for its turn instead of failing when it upgrades a read lock.
    # synchronous=FULL: a committed row survives a power cut, which deletion relies on.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    # A file, as in use: tests run threads and processes against it.
    DATABASES["default"]["TEST"] = {"NAME": str(VMS_DATA_DIR / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A server that is switched off answers nothing: without these the recorder's pass would hang
    # for a quarter of an hour on a connection that it has.
    given = DATABASES["default"].get("OPTIONS", {})
    DATABASES["default"]["OPTIONS"] = {"connect_timeout": 3, "tcp_user_timeout": 5000, **given}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.cache("VMS_CACHE_URL", default="locmemcache://")}

# --- Who may do what --------------------------------------------------------------------------
AUTH_USER_MODEL = "plans.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# A name tried from one address locks for that address alone, so nobody can lock out an owner.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_HTTP_RESPONSE_CODE = 429
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "plans.addresses.client_address"
AXES_RESET_ON_SUCCESS = True
REST_KNOX = {"TOKEN_TTL": timedelta(days=30), "AUTH_HEADER_PREFIX": "Token"}
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"

# --- API --------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "plans.api.authentication.TokenAuthentication",  # first: anonymous is 401
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["plans.api.parsing.BoundedJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "plans.api.pagination.Page",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "vms.api_errors.exception_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

# --- Words ------------------------------------------------------------------------------------
LANGUAGE_CODE = "pt-br"
LANGUAGES = [("pt-br", _("Portuguese")), ("en", _("English"))]
# Ours, then those of libraries that have no Portuguese of their own.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale_libraries"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", "America/Sao_Paulo")

# --- Static files -----------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = ensure_private_dir(VMS_DATA_DIR / "static")
VMS_CLIENT_DIR = BASE_DIR / "frontend" / "dist"  # what Vite built
STATICFILES_DIRS = [("client", VMS_CLIENT_DIR)] if VMS_CLIENT_DIR.is_dir() else []
vars().update(WHITENOISE)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
UNFOLD = {
    "SITE_TITLE": "VMS",
    "SITE_HEADER": "VMS",
    "SHOW_VIEW_ON_SITE": False,
    "SIDEBAR": {"show_search": True, "navigation": "panel.navigation.navigation"},
}

# --- Celery -----------------------------------------------------------------------------------
CELERY_BROKER_URL = env.str("VMS_BROKER_URL", "filesystem://")
if CELERY_BROKER_URL.startswith("filesystem"):
    _messages = ensure_private_dir(VMS_DATA_DIR / "broker" / "messages")
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "data_folder_in": str(_messages),
        "data_folder_out": str(_messages),
        "control_folder": str(ensure_private_dir(VMS_DATA_DIR / "broker" / "control")),
        "polling_interval": 0.1,
    }
else:
    # max_retries is for those who send, with a person waiting: without it kombu tries for 6 s.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
        "max_retries": 0,
    }
    CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # workers and beat reconnect for ever
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "default"
# What takes long has a worker of its own, so that it never keeps a file from being finished.
CELERY_TASK_QUEUES = [Queue("default"), Queue("background"), Queue("jobs")]
CELERY_TASK_ROUTES = {
    "recordings.measure": {"queue": "background"},
    "recordings.audit": {"queue": "background"},
    "recordings.compress": {"queue": "background"},
    "panel.run_job": {"queue": "jobs"},
}
CELERY_TASK_IGNORE_RESULT = True
CELERY_RESULT_EXPIRES = None  # there are none, and so no task that removes them
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_PUBLISH_RETRY = False  # the row is the queue: a message that fails is sent again
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "vms.beat:KeptScheduler"
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE

# --- Logs: to standard error, which the launcher keeps and caps ------------------------------
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "line"}
    },
    "root": {"handlers": ["stderr"], "level": env.str("VMS_LOG_LEVEL", "INFO")},
}
