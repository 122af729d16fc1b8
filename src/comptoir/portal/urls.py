"""The portal's addresses: one area, one folder."""

from django.urls import URLPattern, URLResolver, path

from comptoir.portal.overview import views as overview

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview.show, name="overview"),
]
