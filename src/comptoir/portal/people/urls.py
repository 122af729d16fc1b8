"""Addresses of people and rights."""

from django.urls import URLPattern, path

from comptoir.portal.people import leaving, rights, views

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("invite", views.invite, name="invite"),
    path("owner", leaving.replace_owner, name="owner"),
    path("<key:pk>/", views.person, name="person"),
    path("<key:pk>/give", rights.give, name="give"),
    path("<key:pk>/leave", leaving.leave, name="leave"),
    path("rights/<key:pk>/end", rights.end, name="end"),
]
