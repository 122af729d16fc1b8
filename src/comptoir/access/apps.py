from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "comptoir.access"
    label = "access"
