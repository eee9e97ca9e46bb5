"""The page of the room, the room for trying, signs of life. A token is made for a POST, and its answer carries it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import Request
from events import views
from events.models import Occurrence
from events.video import doors, entering, presence, rooms, servers
from events.video.doors import Visit
from events.video.entering import Entrance, EntranceError

page_and_act = require_http_methods(["GET", "HEAD", "POST"])
STATUS: dict[type[EntranceError], int] = {
    entering.NotBooked: 403,
    entering.StillWaiting: 403,
    entering.NoVideo: 503,
}


def visit_of(request: Request, occurrence_id: UUID | None, token: str) -> Visit:
    """Raises Http404. By the link of a booking one enters as its learner, whoever is signed in."""
    if occurrence_id is not None:
        return Visit(views.find(occurrence_id), request.learner, views.actor_of(request))
    made = views.by_token(token)[0]
    return Visit(Occurrence.objects.for_lists().get(pk=made.occurrence_id), made.learner, None, token)


@never_cache
@page_and_act
def join(request: Request, occurrence_id: UUID | None = None, token: str = "") -> HttpResponse:
    """GET: what to expect and one button. POST: in, as JSON for our script or by a redirect without it."""
    visit, now = visit_of(request, occurrence_id, token), timezone.now()
    try:
        if request.method == "POST":
            return enter(request, visit, entering.room_for(visit.occurrence, visit.learner, visit.user, now), "join")
        person = entering.admit(visit.occurrence, visit.learner, visit.user, now)
        meeting = entering.meeting_of(rooms.find(visit.occurrence), now)
    except EntranceError as error:
        return refuse(request, visit, error, "join")
    facts = {"action": visit.url("join"), "beat_url": visit.url("here"), "is_host": person.is_host}
    return room_page(request, visit, {"meeting": meeting, **facts})


@never_cache
@page_and_act
def rehearsal(request: Request, occurrence_id: UUID | None = None, token: str = "") -> HttpResponse:
    """«Комната для пробы»: the same page and button, a room of one's own."""
    visit, now = visit_of(request, occurrence_id, token), timezone.now()
    try:
        if request.method == "POST":
            entrance = entering.rehearsal_for(visit.occurrence, visit.learner, visit.user, now)
            return enter(request, visit, entrance, "rehearsal")
        entering.admit_to_rehearsal(visit.occurrence, visit.learner, visit.user, now)
        meeting = entering.meeting_of(rooms.find(visit.occurrence), now)
    except EntranceError as error:
        return refuse(request, visit, error, "rehearsal")
    return room_page(request, visit, {"meeting": meeting, "action": visit.url("rehearsal"), "is_rehearsal": True})


def room_page(request: Request, visit: Visit, facts: dict[str, Any]) -> HttpResponse:
    line = views.line_of(visit.occurrence)
    context = {"line": line, "visit": visit, "beat": presence.BEAT.seconds, **facts}
    response = TemplateResponse(request, "events/video/room.html", context)
    allowed = servers.configured()
    response._csp_update = doors.policy_of(allowed)  # type: ignore[attr-defined]  # django-csp's door
    response["Permissions-Policy"] = doors.permissions_of(allowed)
    return response


def enter(request: Request, visit: Visit, entrance: Entrance, act: str) -> HttpResponse:
    server, language = entrance.server, get_language() or "ru"
    training = f"{visit.url('training')}?from={act}"
    if wants_json(request):
        return JsonResponse(
            {
                "script": server.script_url,
                "domain": training if server.is_stand_in else server.domain,
                "mark": entrance.mark,
                "options": {
                    "roomName": server.name_of(entrance.room),
                    "jwt": entrance.token,
                    "lang": language,
                    "userInfo": {"displayName": entrance.person.name},
                    "configOverwrite": {
                        "prejoinConfig": {"enabled": False},
                        "startWithAudioMuted": True,
                        "disableDeepLinking": True,
                    },
                },
            }
        )
    address = training if server.is_stand_in else server.address_of(entrance.room, entrance.token, language)
    response = HttpResponseRedirect(address, status=303)
    response["Referrer-Policy"] = "no-referrer"
    return response


def refuse(request: Request, visit: Visit, error: EntranceError, act: str) -> HttpResponse:
    """A page that says why, and when. A POST is led there; the script reloads."""
    if isinstance(error, entering.NotByVideo):
        raise Http404 from error
    if wants_json(request):
        return JsonResponse({}, status=409)
    if request.method == "POST":
        return redirect(visit.url(act))
    now = timezone.now()
    opens_at = error.opens_at if isinstance(error, entering.TooEarly) else None
    context = {
        "line": views.line_of(visit.occurrence),
        "visit": visit,
        "title": title_of(error, visit, act),
        "reason": type(error).__name__,
        "rehearsal_url": visit.url("rehearsal"),
        "wait": entering.wait(opens_at, now) if opens_at else None,
        "may_rehearse": act == "join" and opens_at and rooms.rehearsals_of(visit.occurrence).is_open(now),
    }
    return TemplateResponse(request, "events/video/closed.html", context, status=STATUS.get(type(error), 200))


def title_of(error: EntranceError, visit: Visit, act: str) -> str:
    if isinstance(error, entering.TooEarly):
        return _("Комната откроется %(when)s") % {"when": doors.said(error.opens_at, visit.occurrence, timezone.now())}
    has_begun = visit.occurrence.has_begun(timezone.now())
    words: dict[type[EntranceError], str] = {
        entering.TooLate: _("Занятие закончилось") if act == "join" else _("Пробовать уже поздно"),
        entering.Cancelled: _("Занятия не будет"),
        entering.NotBooked: _("Вас нет в списке этого дня") if has_begun else _("Сначала запишитесь"),
        entering.StillWaiting: _("Вы пока в очереди"),
        entering.NoVideo: _("Видео сейчас нет"),
    }
    return words[type(error)]


def wants_json(request: Request) -> bool:
    return request.headers.get("Accept") == "application/json"


@never_cache
@require_POST
def here(request: Request, occurrence_id: UUID | None = None, token: str = "") -> HttpResponse:
    """A sign of life. 409: there is no longer anything to be in."""
    visit = visit_of(request, occurrence_id, token)
    try:
        mark = presence.here(visit.occurrence, visit.learner, visit.user, timezone.now())
    except EntranceError:
        return JsonResponse({}, status=409)
    return JsonResponse({"mark": mark})


@never_cache
@require_safe
@xframe_options_sameorigin
def training(request: Request, occurrence_id: UUID | None = None, token: str = "") -> HttpResponse:
    """What stands in for a video server in the demo, in a frame of the room's page or by itself. Elsewhere 404."""
    visit, now = visit_of(request, occurrence_id, token), timezone.now()
    main = servers.main()
    if main is None or not main.is_stand_in:
        raise Http404
    is_rehearsal = request.GET.get("from") == "rehearsal"
    admit = entering.admit_to_rehearsal if is_rehearsal else entering.admit
    try:
        person = admit(visit.occurrence, visit.learner, visit.user, now)
    except EntranceError:
        return redirect(visit.url("rehearsal" if is_rehearsal else "join"))
    meeting = entering.meeting_of(rooms.find(visit.occurrence), now)
    context = {"visit": visit, "person": person, "meeting": meeting, "is_rehearsal": is_rehearsal}
    response = TemplateResponse(request, "events/video/training.html", context)
    response._csp_replace = {"frame-ancestors": ["'self'"]}  # type: ignore[attr-defined]  # django-csp's door
    return response
