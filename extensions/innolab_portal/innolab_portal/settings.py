"""Django's settings, made from the portal's one configuration file."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from innolab_portal.config import VARIABLE, PortalConfig
from innolab_portal.database import django_database

PORTAL = PortalConfig.load(os.environ) if VARIABLE in os.environ else PortalConfig.for_tools()
PACKAGE = Path(__file__).parent
PUBLIC = urlsplit(PORTAL.public_url)
HTTPS = PUBLIC.scheme == "https"

SECRET_KEY = PORTAL.secret_key.get_secret_value()
NAME_KEY = PORTAL.name_key.get_secret_value()
CODE_KEY = PORTAL.code_key.get_secret_value()
DEBUG = PORTAL.debug
# The hub's server side reaches the portal straight, under a loopback address.
ALLOWED_HOSTS = [PUBLIC.hostname or "localhost", "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [PORTAL.public_url]
USE_X_FORWARDED_HOST = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

# The prefix is part of the URLs (include() in urls.py): the hub's proxy does not strip it, and
# FORCE_SCRIPT_NAME would write it twice.
ROOT_URLCONF = "innolab_portal.urls"
WSGI_APPLICATION = "innolab_portal.wsgi.application"

INSTALLED_APPS = [
    "innolab_portal",
    "innolab_portal.people",
    "innolab_portal.library",
    "innolab_portal.lessons",
    "innolab_portal.handin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "allauth.idp.oidc",
    "csp",
    "ninja",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "innolab_portal.errors.ApiErrorForm",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "innolab_portal.people.language.PersonsLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "innolab_portal.people.context.header",
            ],
        },
    },
]

DATABASES = {"default": django_database(PORTAL.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# One table that all workers share.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"}}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["innolab_portal.people.backends.PeopleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "innolab_portal.people.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    # Only for the hub's client secret, which is random: see people.identity.
    "innolab_portal.people.identity.RandomSecretHasher",
]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60  # Of links to choose a password; the page says so.
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"

# Cookies carry the portal's path, so that they never reach a pupil's server under /user/.
SESSION_COOKIE_NAME = "innolab_session"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LANGUAGE_COOKIE_PATH = PORTAL.prefix
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 10 * 60 * 60  # A school day.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "innolab_csrf"
CSRF_FAILURE_VIEW = "innolab_portal.errors.form_expired"
LANGUAGE_COOKIE_NAME = "innolab_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60

SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Helsinki"
NAMES_OF_LANGUAGES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
LANGUAGES = [(code, NAMES_OF_LANGUAGES[code]) for code in PORTAL.languages]
LANGUAGE_CODE = PORTAL.languages[0]

STATIC_URL = f"{PORTAL.prefix}static/"
STATIC_ROOT = PORTAL.data_dir / "run" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "innolab_portal.static_storage.HashedStaticStorage"},
}
# Before `setup` has collected the files (tests, a checkout), they are served from where they stand.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

ALLAUTH_TRUSTED_PROXY_COUNT = PORTAL.proxy_count
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_EMAIL_VERIFICATION = "none"
IDP_OIDC_ADAPTER = "innolab_portal.people.identity.IdentityAdapter"
IDP_OIDC_PRIVATE_KEY = PORTAL.oidc_private_key.get_secret_value()
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 60

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "grading"]}}

# A hand-in is at most 10 MB; what is larger is refused while it is read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # fontTools and fpdf tell each letter that is printed on a card.
    "loggers": {"httpx": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}, "fpdf": {"level": "ERROR"}},
}
