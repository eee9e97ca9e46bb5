"""Addresses of courses that are no pages of the CMS. Lessons' acts are routes of their pages."""

from django.urls import path

from courses import views

urlpatterns = [
    path("my/claims/<int:claim_id>/", views.decide_claim, name="decide_claim"),
]
