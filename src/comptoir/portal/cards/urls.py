"""Addresses of the pages about cards and lines."""

from django.urls import URLPattern, path

from comptoir.portal.cards import users, views

app_name = "cards"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("<key:pk>/", views.show, name="show"),
    path("<key:pk>/codes", views.codes, name="codes"),
    path("<key:pk>/user", users.change, name="user"),
]
