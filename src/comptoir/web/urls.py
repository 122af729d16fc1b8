"""Addresses that belong to the design itself."""

from django.urls import URLPattern, re_path

from comptoir.web import assets, preferences

app_name = "web"
urlpatterns: list[URLPattern] = [
    re_path(r"^assets/(?P<stem>[a-z]+)\.(?P<digest>[0-9a-f]+)\.(?P<ending>css|js|svg)$", assets.serve, name="asset"),
    re_path(r"^preferences/language$", preferences.choose_language, name="language"),
    re_path(r"^preferences/customer$", preferences.choose_customer, name="customer"),
    re_path(r"^preferences/theme$", preferences.choose_theme, name="theme"),
]
