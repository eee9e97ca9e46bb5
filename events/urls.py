"""Addresses of dates and bookings. The schedule and the workshops are pages of the CMS."""

from django.urls import path

from events import offer_views, recordings, reminder_views, sharing_views, views

urlpatterns = [
    path("workshops/date/<uuid:occurrence_id>/", views.date, name="date"),
    path("workshops/date/<uuid:occurrence_id>/book/", views.book, name="book"),
    path("workshops/date/<uuid:occurrence_id>/cancel/", views.cancel, name="cancel_booking"),
    path("workshops/date/<uuid:occurrence_id>/return/", views.give_back, name="give_back_booking"),
    path("workshops/date/<uuid:occurrence_id>/lesson/", sharing_views.on_date, name="share_lesson"),
    path("workshops/date/<uuid:occurrence_id>/accept/", offer_views.on_date, name="accept_place"),
    path("workshops/date/<uuid:occurrence_id>/materials/<int:key>/", recordings.material, name="date_material"),
    path("workshops/date/<uuid:occurrence_id>/watched/", recordings.watched, name="watched"),
    path("workshops/date/<uuid:occurrence_id>/not-watched/", recordings.not_watched, name="not_watched"),
    path("workshops/booking/<str:token>/watched/", recordings.watched_by_link, name="watched_by_link"),
    path("workshops/booking/<str:token>/not-watched/", recordings.not_watched_by_link, name="not_watched_by_link"),
    path("workshops/booking/<str:token>/", views.booking, name="booking"),
    path("workshops/booking/<str:token>/cancel/", views.cancel_by_link, name="cancel_by_link"),
    path("workshops/booking/<str:token>/lesson/", sharing_views.by_link, name="share_by_link"),
    path("workshops/booking/<str:token>/accept/", offer_views.by_link, name="accept_by_link"),
    path("workshops/booking/<str:token>/return/", views.give_back_by_link, name="give_back_by_link"),
    path("workshops/booking/<str:token>/confirm/", views.confirm_address, name="confirm_address"),
    path("unsubscribe/<str:token>/", reminder_views.unsubscribe, name="unsubscribe"),
    path("my/reminders/", reminder_views.my_reminders, name="my_reminders"),
]
