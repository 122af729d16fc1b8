from django.apps import AppConfig


class ManifestConfig(AppConfig):
    name = "comptoir.manifest"
    label = "manifest"
