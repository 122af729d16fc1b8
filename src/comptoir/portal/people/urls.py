"""Addresses of people and rights."""

from django.urls import URLPattern, path

from comptoir.portal.people import bulk, copying, leaving, passing_on, profiles, rights, views

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("invite", views.invite, name="invite"),
    path("owner", leaving.replace_owner, name="owner"),
    path("file", bulk.upload, name="file"),
    path("file/template", bulk.template, name="file_template"),
    path("file/check", bulk.check, name="file_check"),
    path("profiles", profiles.index, name="profiles"),
    path("profiles/new", profiles.define, name="profile_new"),
    path("profiles/<key:pk>/", profiles.change, name="profile"),
    path("profiles/<key:pk>/end", profiles.end, name="profile_end"),
    path("mine", passing_on.mine, name="mine"),
    path("mine/<key:pk>/pass-on", passing_on.pass_on, name="pass_on"),
    path("mine/<key:pk>/take-back", passing_on.take_back, name="take_back"),
    path("<key:pk>/", views.person, name="person"),
    path("<key:pk>/give", rights.give, name="give"),
    path("<key:pk>/copy", copying.copy, name="copy"),
    path("<key:pk>/leave", leaving.leave, name="leave"),
    path("rights/<key:pk>/end", rights.end, name="end"),
]
