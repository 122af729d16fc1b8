"""The console's addresses: one area, one folder."""

from django.urls import URLPattern, URLResolver, path

from comptoir.console import components, home

app_name = "console"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.show, name="home"),
    path("components", components.show, name="components"),
    path("components/jobs/<int:number>", components.job, name="components_job"),
    path("components/why", components.why, name="components_why"),
]
