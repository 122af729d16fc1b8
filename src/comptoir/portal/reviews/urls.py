"""Addresses of access reviews."""

from django.urls import URLPattern, path

from comptoir.portal.reviews import answering, views

app_name = "reviews"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("open", views.begin, name="open"),
    path("confirm", answering.confirm_several, name="confirm"),
    path("<key:pk>/", views.show, name="show"),
    path("<key:pk>/record", views.record, name="record"),
    path("<key:pk>/close", views.close, name="close"),
    path("people/<key:pk>", answering.person, name="person"),
    path("people/<key:pk>/confirm", answering.confirm_person, name="confirm_person"),
    path("rights/<key:pk>/end", answering.end_right, name="end_right"),
]
