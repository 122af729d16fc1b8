"""Addresses of customers."""

from django.urls import URLPattern, path

from comptoir.console.customers import views

app_name = "customers"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.show, name="show"),
]
