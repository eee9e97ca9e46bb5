"""«Моя страница»: one place for what a learner has begun, done, and may keep."""

from django.http import HttpResponse
from django.template.response import TemplateResponse

from accounts import helping
from accounts.requests import Request
from courses import claims
from portal import home


def dashboard(request: Request) -> HttpResponse:
    """For guests and newcomers too. Nothing is written."""
    mine = home.courses_of(request.learner)
    open_courses = [course for course in mine if not course.enrolment.completed_at]
    context = {
        "resume": open_courses[0] if open_courses else None,
        "open_courses": open_courses[1:],
        "done_courses": [course for course in mine if course.enrolment.completed_at],
        "helpers": helping.confirmers(request.learner) if request.learner else [],
        "claims": claims.waiting_for(request.user),
    }
    return TemplateResponse(request, "portal/my.html", context)
