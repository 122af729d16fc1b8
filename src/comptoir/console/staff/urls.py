"""Addresses of the operator's own people."""

from django.urls import URLPattern, path

from comptoir.console.staff import views

app_name = "staff"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("appoint", views.appoint, name="appoint"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/give", views.give, name="give"),
    path("<int:pk>/end", views.end, name="end"),
]
