"""Settings of the portal, from the environment alone; each name may also come as NAME_FILE (the path of a file that holds the value).

A name that production needs and that is missing stops the start with a sentence that says which one and why.
"""

import re
from pathlib import Path
from urllib.parse import urlsplit

import environ
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environ.fileaware_mapping import FileAwareMapping

from fundportal import gunicorn_conf
from fundportal.local.environment import is_loopback


class Trimmed(FileAwareMapping):  # type: ignore[misc]  # no types
    """The environment, and the files that it names without the line end that an editor leaves."""

    def __getitem__(self, name: str) -> str:
        value: str = super().__getitem__(name)
        return value.strip()


env = environ.FileAwareEnv()
env.ENVIRON = Trimmed()
BASE_DIR = Path(__file__).resolve().parent.parent


def required(name: str, why: str) -> str:
    """The value of `name`; raises ImproperlyConfigured with the reason when it is missing."""
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"Set {name} (or {name}_FILE): {why}")
    return value


def optional(name: str, default: str = "") -> str:
    """The value of `name`, or the default when it is missing or empty (as compose leaves what nobody has set)."""
    value: str = env.str(name, default="")
    return value or default


def words(name: str, default: list[str] | None = None) -> list[str]:
    """The values of `name`, between commas, spaces or lines; the default when there is none."""
    return [word for word in re.split(r"[,\s]+", optional(name)) if word] or default or []


def public_address(address: str) -> str:
    """SITE_URL, if people can be sent there. Raises ImproperlyConfigured."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(f"SITE_URL is {address}: it has to be a scheme and a host alone, for example https://fondo.example.org.")
    if parts.scheme == "http" and not is_loopback(parts.hostname) and not env.bool("PLAIN_HTTP", default=False):
        raise ImproperlyConfigured(
            f"SITE_URL is {address}: on any machine but this one it has to begin with https://, else passwords, sessions and answers travel "
            "in clear (PLAIN_HTTP=1 allows it for a try-out in a network of one's own)."
        )
    return address


def private_folder(address: str) -> Path:
    """The folder of STORAGE_URL. Raises ImproperlyConfigured."""
    parts = urlsplit(address)
    if parts.scheme != "file" or parts.netloc or len(parts.path) < 2:
        raise ImproperlyConfigured(
            f"STORAGE_URL is {address}: it has to be a folder, for example file:///srv/files (storage of the S3 kind is not supported yet)."
        )
    return Path(parts.path)


# -- where the portal stands --------------------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = required("SECRET_KEY", "it signs sessions and tokens; 50 random characters that no one else knows.")
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS")  # earlier ones: what they signed or sealed stays readable
SITE_URL = public_address(required("SITE_URL", "letters and receipts link to it, for example https://fondo.example.org.").rstrip("/"))
SECURE = SITE_URL.startswith("https://")
SITE_HOST = urlsplit(SITE_URL).hostname or ""
ALLOWED_HOSTS = words("ALLOWED_HOSTS", [SITE_HOST])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
TRUSTED_PROXIES = words("TRUSTED_PROXIES")  # networks whose X-Forwarded-* and X-Request-Start are believed
SITE_NAME = optional("SITE_NAME", "Equidad Creativa")
HELP_PHONE = optional("HELP_PHONE")
HELP_EMAIL = optional("HELP_EMAIL", f"ayuda@{SITE_HOST}")
WEB_THREADS = gunicorn_conf.threads
SAMPLE_LOGINS = env.bool("SAMPLE_LOGINS", default=False)
SAMPLE_DOMAIN = "sample.invalid"
SIGNING_KEYS = required(
    "SIGNING_KEYS",
    "receipts are signed with it; `python -m fundportal.local.keys` prints one (id:base64 of an Ed25519 seed, newest first).",
)

DISCLOSURE_KEY = required(
    "DISCLOSURE_KEY",
    "self-descriptions are sealed with it and found by it; base64 of 32 random bytes (head -c 32 /dev/urandom | base64), newest first.",
)

# -- rooms --------------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "fundportal.web",
    "fundportal.accounts",
    "fundportal.audit",
    "fundportal.consents",
    "fundportal.files",
    "fundportal.notifications",
    "programs",
    "applicants",
    "crispy_forms",
    "django.forms",  # its widget templates, for FORM_RENDERER
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "fundportal.accounts.admin_app.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
]
MIDDLEWARE = [
    "fundportal.web.headers.SecurityHeadersMiddleware",
    "fundportal.web.proxies.TrustedProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fundportal.web.pagecache.PublicPageMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "fundportal.web.steady.SteadySessionMiddleware",
    "fundportal.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "fundportal.accounts.signed_in.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "fundportal.web.refusals.RefusalMiddleware",
    "fundportal.web.steady.SteadyMiddleware",
]
ROOT_URLCONF = "fundportal.urls"
WSGI_APPLICATION = "fundportal.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- what is kept -------------------------------------------------------------------------------------------------------
required("DATABASE_URL", "everything is kept in PostgreSQL, for example postgres://user:password@host:5432/portal.")
DATABASE = env.db("DATABASE_URL")
DATABASES = {
    "default": {
        **DATABASE,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {"connect_timeout": 5, **DATABASE.get("OPTIONS", {})},  # what the address says (?sslmode=…) stands
    }
}
REDIS_URL = required("REDIS_URL", "Celery's broker and the cache, for example redis://:password@host:6379/0.")
CACHES = {
    "default": {
        "BACKEND": "fundportal.web.cache.FailOpenRedisCache",
        "LOCATION": REDIS_URL,
    }
}
STORAGE_URL = required("STORAGE_URL", "what people hand in is kept there, for example file:///srv/files.")
PRIVATE_FILES_ROOT = private_folder(STORAGE_URL)
PRIVATE_FILES_PROXY_PREFIX = optional("PRIVATE_FILES_PROXY_PREFIX")  # X-Accel-Redirect location of the reverse proxy
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": PRIVATE_FILES_ROOT, "base_url": None}},
    "staticfiles": {"BACKEND": "fundportal.web.static_files.PortalStaticStorage"},
}
PERSON_QUOTA = env.int("PERSON_QUOTA_MB", default=2000) * 1_000_000  # of one person's files together
CLAMAV_URL = optional("CLAMAV_URL")  # tcp://host:3310 or unix:///path: files wait for its word before others may open them
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
STATIC_URL = "/static/"
STATIC_ROOT = Path(optional("STATIC_ROOT", str(BASE_DIR / ".data" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
SESSION_ENGINE = "fundportal.accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "fundportal.web.errors.csrf_failed"

# -- pages --------------------------------------------------------------------------------------------------------------
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fundportal.web.context.site",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "fp"
CRISPY_FAIL_SILENTLY = False
CRISPY_CLASS_CONVERTERS = {
    **dict.fromkeys(("textinput", "emailinput", "urlinput", "numberinput", "passwordinput", "select", "textarea"), "fp-input"),
    **dict.fromkeys(("fileinput", "clearablefileinput"), "fp-file"),
    **dict.fromkeys(("radioselect", "checkboxselectmultiple", "checkboxinput"), ""),
}
PUBLIC_PAGE_CACHE = env.bool("PUBLIC_PAGE_CACHE", default=True)

# -- language and time --------------------------------------------------------------------------------------------------
# "es" as the fallback lets Django's and allauth's own Spanish fill what es_MX lacks; readers get es-MX (language.py). What theirs would say
# to people as usted stands in "borrowed", behind our own catalogue and before theirs.
LANGUAGE_CODE = "es"
LANGUAGES = [("es-mx", _("Spanish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "fundportal" / "locale", BASE_DIR / "fundportal" / "locale" / "borrowed"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/Mexico_City"

# -- people -------------------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["fundportal.accounts.backends.PortalBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "applications"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "fundportal.accounts.adapter.PortalAdapter"
ACCOUNT_FORMS = {
    "login": "fundportal.accounts.forms.LoginForm",
    "add_email": "fundportal.accounts.forms.NewAddressForm",
    "reset_password": "fundportal.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "fundportal.accounts.passwords.AfterCodeForm",
    "change_password": "fundportal.accounts.passwords.ChangeForm",
    "set_password": "fundportal.accounts.passwords.FirstForm",
    "reauthenticate": "fundportal.accounts.passwords.ConfirmForm",
    "confirm_email_verification_code": "fundportal.accounts.codes.AddressCodeForm",
    "confirm_password_reset_code": "fundportal.accounts.codes.PasswordCodeForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True  # one address a person: the login
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ALLAUTH_USER_CODE_FORMAT = {
    "numeric": True,
    "length": 8,
    "dashed": True,
}  # 1234-5678: any telephone's keypad; guessing is hopeless within the limits
# A whole school sits behind one address: limits count by account and by action, never by address. False: no limit, because nothing can be
# guessed there, or because another limit of the same way in counts.
ACCOUNT_RATE_LIMITS = {
    "login": False,
    "login_failed": "5/5m/key,100/d/key",
    "signup": False,
    "request_login_code": "6/15m/key,30/d/key",
    "confirm_email": "6/15m/key,30/d/key",
    "reset_password": "6/15m/key,30/d/key",
    "reset_password_from_key": False,
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "manage_email": "10/m/user,30/d/user",
    "change_phone": False,
    "verify_phone": False,
}
STRANGERS_PER_HOUR = env.int("STRANGERS_PER_HOUR", default=1000)  # codes to addresses without an account, all together
MFA_ADAPTER = "fundportal.accounts.authenticators.PortalMFAAdapter"
MFA_FORMS = {
    "authenticate": "fundportal.accounts.codes.SecondFactorForm",
    "reauthenticate": "fundportal.accounts.codes.ConfirmAgainForm",
    "activate_totp": "fundportal.accounts.codes.SetUpAppForm",
    "add_webauthn": "fundportal.accounts.keys.AddKeyForm",
    "edit_webauthn": "fundportal.accounts.keys.RenameKeyForm",
    "authenticate_webauthn": "fundportal.accounts.keys.AuthenticateKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # the clock of a telephone may be 30 s off
MFA_RATE_LIMITS = {"webauthn_login": False}
STAFF_SESSION_AGE = 60 * 60 * 12

# -- letters and work in the background ----------------------------------------------------------------------------------
required("EMAIL_URL", "letters leave through it, for example smtp+tls://user:password@host:587.")
environ.Env.EMAIL_SCHEMES |= dict.fromkeys(("smtp", "smtps", "smtp+tls", "smtp+ssl"), "fundportal.notifications.smtp.PatientBackend")
environ.Env.EMAIL_SCHEMES["emlmail"] = "fundportal.local.mail.EmlBackend"  # the local run: a file a letter
EMAIL_CONFIG = env.email_url("EMAIL_URL", backend=None)
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = optional("FROM_EMAIL", f"{SITE_NAME} <no-responder@{SITE_HOST}>")
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "letters"
CELERY_TASK_ROUTES = {"fundportal.notifications.tasks.deliver_codes": {"queue": "codes"}}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 0.5, "socket_timeout": 5, "visibility_timeout": 60}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # for ever: a broker that is away for hours ends no worker
CELERY_WORKER_CONSUMER = "fundportal.notifications.consumer:ReturningConsumer"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "deliver-codes": {"task": "fundportal.notifications.tasks.deliver_codes", "schedule": 10.0, "options": {"expires": 10}},
    "deliver-letters": {"task": "fundportal.notifications.tasks.deliver_letters", "schedule": 15.0, "options": {"expires": 15}},
    "wipe-codes": {"task": "fundportal.notifications.tasks.wipe_codes", "schedule": 60.0, "options": {"expires": 60}},
    "remind-drafts": {"task": "applicants.applications.tasks.remind_drafts", "schedule": 300.0, "options": {"expires": 300}},
    "submit-at-deadline": {"task": "applicants.applications.tasks.submit_at_deadline", "schedule": 30.0, "options": {"expires": 30}},
    "remind-of-questions": {"task": "applicants.applications.tasks.remind_of_questions", "schedule": 1800.0, "options": {"expires": 1800}},
    "heartbeat": {"task": "applicants.applications.tasks.heartbeat", "schedule": 30.0, "options": {"expires": 30}},
    "say-what-is-late": {"task": "applicants.applications.tasks.say_what_is_late", "schedule": 1800.0, "options": {"expires": 1800}},
    "remind-referees": {"task": "applicants.applications.tasks.remind_referees", "schedule": 300.0, "options": {"expires": 300}},
    "carry-on-bulk": {"task": "applicants.applications.bulk.tasks.carry_on_bulk", "schedule": 10.0, "options": {"expires": 10}},
    "make-plans": {"task": "applicants.review.assignment.tasks.make_plans", "schedule": 30.0, "options": {"expires": 30}},
    "write-to-reviewers": {"task": "applicants.review.tasks.write_to_reviewers", "schedule": 1800.0, "options": {"expires": 1800}},
    "look-for-names": {"task": "applicants.review.tasks.look_for_names", "schedule": 60.0, "options": {"expires": 60}},
    "look-for-ties": {"task": "applicants.review.tasks.look_for_ties", "schedule": 3600.0, "options": {"expires": 3600}},
    "redraw-files": {"task": "applicants.review.tasks.redraw_files", "schedule": 60.0, "options": {"expires": 60}},
    "expire-offers": {"task": "applicants.selection.tasks.expire_offers", "schedule": 60.0, "options": {"expires": 60}},
    "resume-releases": {"task": "applicants.selection.tasks.resume_releases", "schedule": 10.0, "options": {"expires": 10}},
    "offer-next-places": {"task": "applicants.selection.tasks.offer_next_places", "schedule": 30.0, "options": {"expires": 30}},
    "remind-offers": {"task": "applicants.selection.tasks.remind_offers", "schedule": 300.0, "options": {"expires": 300}},
    "forget-sessions": {
        "task": "fundportal.accounts.tasks.forget_old_sessions",
        "schedule": crontab(hour="9", minute="5"),
    },  # Mexico sleeps
    "mix-disclosures": {"task": "applicants.disclosure.tasks.mix_disclosures", "schedule": crontab(hour="9", minute="0")},
    "gather-words": {"task": "applicants.applications.tasks.gather_words", "schedule": 15.0, "options": {"expires": 15}},
    "forget-words": {"task": "applicants.applications.tasks.forget_words", "schedule": crontab(hour="9", minute="30")},
    "forget-files": {"task": "applicants.applications.tasks.forget_files", "schedule": crontab(hour="9", minute="15")},
    "forget-bulk": {"task": "applicants.applications.bulk.tasks.forget_bulk", "schedule": crontab(hour="9", minute="20")},
    "end-uploads": {"task": "fundportal.files.tasks.end_uploads", "schedule": crontab(hour="9", minute="10")},
    **({"scan-files": {"task": "fundportal.files.tasks.scan_files", "schedule": 60.0, "options": {"expires": 60}}} if CLAMAV_URL else {}),
    "sweep-files": {"task": "fundportal.files.tasks.sweep_files", "schedule": crontab(hour="9", minute="45")},
}

# -- locks on the door --------------------------------------------------------------------------------------------------
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # TrustedProxyMiddleware strips it from anybody but a trusted proxy
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [] if SECURE else ["security.W004", "security.W008", "security.W012", "security.W016", "security.W021"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"pikepdf": {"level": "WARNING"}},  # it greets at each start
    "root": {"handlers": ["console"], "level": "INFO"},
}
