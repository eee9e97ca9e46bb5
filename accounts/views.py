"""A person's own pages."""

from django.http import HttpRequest, HttpResponse


def return_by_bookmark(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def whose_lessons(request: HttpRequest) -> HttpResponse:
    return HttpResponse()
