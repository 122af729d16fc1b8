"""Every address, in one tree."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("allauth.urls")),
    path("console/", include("comptoir.console.urls")),
    path("", include("comptoir.portal.urls")),
]
