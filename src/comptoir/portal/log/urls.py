"""Addresses of the customer's log."""

from django.urls import URLPattern, path

from comptoir.portal.log import views

app_name = "log"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("verify", views.check, name="verify"),
]
