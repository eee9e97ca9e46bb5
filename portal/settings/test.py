"""The test suite: the same on every machine, whatever its environment says, and thrown away after.

TEST_DATABASE_URL chooses the database; unset, it is an SQLite file with the options of production.
"""

import os
import tempfile

OURS = (
    "ALLOWED_HOSTS DATABASE_URL DEBUG DEMO EMAIL_URL HELP_HOURS HELP_PHONE HOST HSTS_SECONDS JITSI_APP_ID"
    " JITSI_DOMAIN JITSI_FALLBACK JITSI_HOOK_SECRET JITSI_KEY_FILE JITSI_KEY_ID JITSI_SECRET LOG_LEVEL MAIL_FROM"
    " MEDIA_ACCEL_LOCATION PORT REDIS_URL SECRET_KEY SITE_URL TRUSTED_PROXIES"
)
for name in OURS.split():
    os.environ.pop(name, None)
thrown_away = tempfile.TemporaryDirectory(prefix="prosvet-test-")
os.environ["PROSVET_DATA"] = thrown_away.name
if os.environ.get("TEST_DATABASE_URL"):
    os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]

from portal.settings.base import *  # noqa: E402, F403
from portal.settings.base import DATA_DIR, DATABASES, LOGGING, STORAGES  # noqa: E402

SECRET_KEY = "only-for-tests-" + "x" * 50
ALLOWED_HOSTS = ["*"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # In memory it would be another database: without WAL, and with one connection for all threads.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# WhiteNoise warns of a missing folder, and warnings are errors here.
(DATA_DIR / "static").mkdir()
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Each test sees what it has just done; tests/content/test_whole_pages.py switches it on.
WHOLE_PAGE_SECONDS = 0
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGGING["root"]["level"] = "WARNING"
