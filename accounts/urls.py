"""A person's own pages."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("return/", views.return_by_bookmark, name="return"),
    path("my/whose/", views.whose_lessons, name="whose_lessons"),
]
