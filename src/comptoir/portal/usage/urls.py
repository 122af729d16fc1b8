"""Addresses of the usage pages."""

from django.urls import URLPattern, path

from comptoir.portal.usage import card, views

app_name = "usage"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("<period:month>/", views.month, name="month"),
    path("<period:month>/calls", views.all_calls, name="calls"),
    path("<period:month>/<key:line>/", card.show, name="card"),
    path("<period:month>/<key:line>/<record:record>/why", card.why, name="why"),
]
