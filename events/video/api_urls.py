"""For the video server; one address in every language."""

from django.urls import path

from events.video import api

urlpatterns = [
    path("conference", api.conference, name="video_conference"),
    path("conference/<str:key>", api.one_conference, name="video_one_conference"),
]
