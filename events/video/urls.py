"""Addresses of the room: of a date, of a booking's link, and at the desk."""

from django.urls import path

from events.desk import video as desk
from events.video import views

PAGES = {
    "join": views.join,
    "rehearsal": views.rehearsal,
    "here": views.here,
    "training": views.training,
}

urlpatterns = [
    *(path(f"workshops/date/<uuid:occurrence_id>/{name}/", view, name=name) for name, view in PAGES.items()),
    *(path(f"workshops/booking/<str:token>/{name}/", view, name=f"{name}_by_link") for name, view in PAGES.items()),
    path("desk/date/<uuid:key>/video/switch/", desk.switch, name="desk_video_switch"),
    path("desk/date/<uuid:key>/video/rotate/", desk.rotate, name="desk_video_rotate"),
]
