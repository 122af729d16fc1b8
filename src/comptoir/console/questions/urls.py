"""Addresses of customers' questions."""

from django.urls import URLPattern, path

from comptoir.console.questions import views

app_name = "questions"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/answer", views.say, name="answer"),
    path("<int:pk>/close", views.end, name="close"),
]
