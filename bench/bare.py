"""The measure: two of the smallest pages that Django can serve. A WSGI application of its own.

`/hello` has no middleware and no database; `/me` has what `startproject` writes: a session, a user, two queries.
"""

import os
from pathlib import Path

from django import setup
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    SECRET_KEY="for measuring only",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": Path(os.environ["BENCH_DATA"]) / "bare.sqlite3"}
    },
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.sessions",
        "django.contrib.messages",
    ],
    MIDDLEWARE=[]
    if os.environ.get("BENCH_BARE") == "hello"
    else [
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
)


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello world\n", content_type="text/plain")


def me(request: HttpRequest) -> HttpResponse:
    status = 200 if request.user.is_authenticated else 403
    return HttpResponse(f"hello {request.user}\n", content_type="text/plain", status=status)


urlpatterns = [path("hello", hello), path("me", me)]
application = get_wsgi_application()


def prepare() -> str:
    """Make the database and one signed-in person; the Cookie header to send."""
    setup()
    call_command("migrate", verbosity=0)
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.create_user("learner"))
    return f"sessionid={client.cookies['sessionid'].value}"


if __name__ == "__main__":
    print(prepare())
