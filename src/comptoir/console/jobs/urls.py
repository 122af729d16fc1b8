"""Addresses of jobs."""

from django.urls import URLPattern, path

from comptoir.console.jobs import views

app_name = "jobs"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/progress", views.fragment, name="fragment"),
    path("<int:pk>/stop", views.stop, name="stop"),
    path("<int:pk>/again", views.again, name="again"),
]
