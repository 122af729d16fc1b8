"""Addresses of suspensions: people, customers, network addresses."""

from django.urls import URLPattern, path

from comptoir.console.suspensions import sign_in, views

app_name = "suspensions"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("person", views.suspend_person, name="person"),
    path("customer", views.suspend_company, name="customer"),
    path("<int:pk>/", views.show, name="show"),
    path("addresses", views.addresses, name="addresses"),
    path("sign-in", sign_in.index, name="sign_in"),
    path("sign-in/<int:pk>/lift", sign_in.lift, name="lift_rule"),
    path("addresses/<int:pk>/unblock", views.unblock, name="unblock"),
]
