"""Addresses of one's own settings."""

from django.urls import URLPattern, path

from comptoir.portal.settings import views

app_name = "settings"
urlpatterns: list[URLPattern] = [path("", views.index, name="index")]
