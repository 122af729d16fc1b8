"""The demo's own page; it exists only where the settings say that this is a demo."""

from django.urls import path

from comptoir.demo import signing_in

app_name = "demo"
urlpatterns = [path("", signing_in.show, name="people")]
