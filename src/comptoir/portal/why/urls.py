"""Addresses of "Why can I see this?"."""

from django.urls import URLPattern, path

from comptoir.portal.why import views

app_name = "why"
urlpatterns: list[URLPattern] = [
    path("", views.ask, name="ask"),
    path("<slug:thing>/<slug:named>", views.thing, name="thing"),
]
