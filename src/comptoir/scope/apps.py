from django.apps import AppConfig


class ScopeConfig(AppConfig):
    name = "comptoir.scope"
    label = "scope"
