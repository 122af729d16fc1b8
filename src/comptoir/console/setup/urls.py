"""Addresses of the settings and of the first hour."""

from django.urls import URLPattern, path

from comptoir.console.setup import base, brand, checklist, first_customer, terms

app_name = "setup"
urlpatterns: list[URLPattern] = [
    path("", checklist.show, name="index"),
    path("brand", brand.edit, name="brand"),
    path("brand/preview", brand.preview, name="brand_preview"),
    path("terms", terms.show, name="terms"),
    path("customer", first_customer.take_on, name="customer"),
    path("base", base.upload, name="base"),
    path("base/take", base.take, name="base_take"),
    path("base/<int:pk>/", base.result, name="base_result"),
]
