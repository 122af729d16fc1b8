"""Addresses of SCIM, below a customer's own root."""

from django.urls import URLPattern, path, re_path

from comptoir.api.scim import views

app_name = "scim"
urlpatterns: list[URLPattern] = [
    path("ServiceProviderConfig", views.config, name="config"),
    path("ResourceTypes", views.resource_types, name="resource_types"),
    path("ResourceTypes/<str:name>", views.resource_types, name="resource_type"),
    path("Schemas", views.schemas, name="schemas"),
    path("Schemas/<str:name>", views.schemas, name="schema"),
    path(".search", views.search, name="search"),
    re_path(r"^(?P<kind>Users|Groups)/\.search$", views.search, name="search_kind"),
    path("Users", views.users, name="users"),
    path("Users/<str:name>", views.user, name="user"),
    path("Groups", views.groups, name="groups"),
    path("Groups/<str:name>", views.group, name="group"),
    path("<path:rest>", views.nothing, name="nothing"),
]
