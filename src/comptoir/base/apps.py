from django.apps import AppConfig


class BaseConfig(AppConfig):
    """No tables: an app only so that its jobs are found."""

    name = "comptoir.base"
    label = "base"
