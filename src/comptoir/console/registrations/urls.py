"""Addresses of registrations, their documents, and changes that customers ask for."""

from django.urls import URLPattern, path

from comptoir.console.registrations import answering, changes, documents, views

app_name = "registrations"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/accept", answering.take, name="accept"),
    path("<int:pk>/refuse", answering.turn_down, name="refuse"),
    path("<int:pk>/ask", documents.ask, name="ask"),
    path("wishes/<int:pk>/drop", documents.drop, name="drop"),
    path("documents/<int:pk>", documents.download, name="document"),
    path("documents/<int:pk>/review", documents.review, name="review"),
    path("changes/", changes.index, name="changes"),
    path("changes/<int:pk>/", changes.show, name="change"),
    path("changes/<int:pk>/apply", changes.apply, name="apply"),
    path("changes/<int:pk>/refuse", changes.refuse, name="refuse_change"),
]
