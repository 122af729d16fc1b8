"""Addresses of the audit log."""

from django.urls import URLPattern, path

from comptoir.console.audit import views

app_name = "audit"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("verify", views.check, name="verify"),
]
