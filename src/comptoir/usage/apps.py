from django.apps import AppConfig


class UsageConfig(AppConfig):
    name = "comptoir.usage"
    label = "usage"
