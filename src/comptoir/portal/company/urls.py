"""Addresses of the company's own page and its changes."""

from django.urls import URLPattern, path

from comptoir.portal.company import views

app_name = "company"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("change/<slug:kind>", views.ask, name="ask"),
    path("changes/<key:pk>/withdraw", views.give_up, name="withdraw"),
]
