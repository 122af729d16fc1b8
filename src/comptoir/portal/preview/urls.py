"""Addresses of previews."""

from django.urls import URLPattern, path

from comptoir.portal.preview import views

app_name = "preview"
urlpatterns: list[URLPattern] = [
    path("end", views.end, name="end"),
    path("<key:pk>/", views.show, name="show"),
    path("<key:pk>/begin", views.begin, name="begin"),
]
