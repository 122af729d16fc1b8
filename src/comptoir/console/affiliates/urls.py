"""Addresses of a customer's affiliates."""

from django.urls import URLPattern, path

from comptoir.console.affiliates import views

app_name = "affiliates"
urlpatterns: list[URLPattern] = [
    path("<int:pk>/name", views.name, name="name"),
    path("<int:pk>/end", views.end, name="end"),
]
