"""A public portal behind a proxy that ends TLS. Refuses to start half configured."""

from django.core.exceptions import ImproperlyConfigured

from portal.settings.base import *  # noqa: F403
from portal.settings.base import ALLOWED_HOSTS, DEMO, SECRET_KEY, SITE_URL, env

if not SECRET_KEY:
    raise ImproperlyConfigured("SECRET_KEY is not set")
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is not set")
if DEMO:
    raise ImproperlyConfigured("DEMO=1 brings accounts whose password is published: not with production settings")
if not SITE_URL.startswith("https://"):
    # Links in mails are made of it.
    if "SITE_URL" in env:
        raise ImproperlyConfigured("SITE_URL does not begin with https://")
    SITE_URL = WAGTAILADMIN_BASE_URL = f"https://{ALLOWED_HOSTS[0].lstrip('.*')}"

CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=60 * 60 * 24 * 365)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
