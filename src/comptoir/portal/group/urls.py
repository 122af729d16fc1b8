"""The address of the group."""

from django.urls import URLPattern, path

from comptoir.portal.group import views

app_name = "group"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("<key:pk>/guarantee", views.guarantee, name="guarantee"),
]
