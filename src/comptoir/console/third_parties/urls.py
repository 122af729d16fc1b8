"""Addresses of notices about third parties."""

from django.urls import URLPattern, path

from comptoir.console.third_parties import views

app_name = "third_parties"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/note", views.note, name="note"),
    path("<int:pk>/refuse", views.say_no, name="refuse"),
]
