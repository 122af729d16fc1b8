"""Addresses of tokens, service accounts and the directory."""

from django.urls import URLPattern, path

from comptoir.portal.tokens import directory, services, views

app_name = "tokens"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("new", views.create, name="create"),
    path("<key:pk>/revoke", views.revoke, name="revoke"),
    path("services/", services.index, name="services"),
    path("services/new", services.create, name="new_service"),
    path("services/<key:pk>/", services.show, name="service"),
    path("services/<key:pk>/token", services.create_token, name="create_for"),
    path("services/<key:pk>/end", services.end, name="end_service"),
    path("directory/", directory.index, name="directory"),
    path("directory/connect", directory.connect, name="connect"),
]
