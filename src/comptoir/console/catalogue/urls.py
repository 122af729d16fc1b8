"""Addresses of the catalogue."""

from django.urls import URLPattern, path

from comptoir.console.catalogue import offerings, tariffs

app_name = "catalogue"
urlpatterns: list[URLPattern] = [
    path("", offerings.index, name="index"),
    path("offer", offerings.offer_plans, name="offer"),
    path("tariffs/", tariffs.index, name="tariffs"),
    path("tariffs/adopt", tariffs.check, name="adopt"),
    path("tariffs/adopt/confirm", tariffs.adopt, name="confirm"),
    path("tariffs/<int:pk>/", tariffs.show, name="tariff"),
]
