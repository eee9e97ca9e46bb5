"""One machine, one person: `make run`, and work on the code (DEBUG=1)."""

from portal.settings import embedded
from portal.settings.base import *  # noqa: F403
from portal.settings.base import DATA_DIR, HOST, env

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or embedded.secret_key(DATA_DIR)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", HOST])
