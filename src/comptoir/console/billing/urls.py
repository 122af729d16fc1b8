"""Addresses of bill runs and invoices."""

from django.urls import URLPattern, path

from comptoir.console.billing import invoices, runs

app_name = "billing"
urlpatterns: list[URLPattern] = [
    path("", runs.index, name="index"),
    path("next", runs.following, name="next"),
    path("try", runs.try_out, name="try"),
    path("run", runs.run, name="run"),
    path("<int:pk>/", runs.show, name="show"),
    path("invoices/<slug:number>/", invoices.show, name="invoice"),
    path("invoices/<slug:number>/pdf", invoices.pdf, name="pdf"),
    path("invoices/<slug:number>/lines/<int:position>/why", invoices.why, name="line_why"),
    path("invoices/<slug:number>/difference", invoices.difference, name="difference"),
]
