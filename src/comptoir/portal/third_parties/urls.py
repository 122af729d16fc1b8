"""Addresses of third parties."""

from django.urls import URLPattern, path

from comptoir.portal.third_parties import views

app_name = "third_parties"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("new", views.new, name="new"),
    path("<key:pk>/", views.show, name="show"),
    path("<key:pk>/end", views.end, name="end"),
]
