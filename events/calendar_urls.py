"""Addresses of calendars. Those of `for_programs` are kept by programs: one for all languages."""

from django.urls import path

from events import calendar_views as views

for_programs = [
    path("workshops/calendar.ics", views.public_feed, name="public_feed"),
    path("calendar/<str:token>.ics", views.own_feed, name="own_feed"),
]
urlpatterns = [
    path("workshops/date/<uuid:occurrence_id>/event.ics", views.date_file, name="date_file"),
    path("workshops/booking/<str:token>/event.ics", views.booking_file, name="booking_file"),
    path("my/calendar/", views.my_calendar, name="my_calendar"),
    path("my/calendar/make/", views.make, name="make_calendar"),
    path("my/calendar/<int:feed_id>/replace/", views.replace, name="replace_calendar"),
    path("my/calendar/<int:feed_id>/revoke/", views.revoke, name="revoke_calendar"),
]
