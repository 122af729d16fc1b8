from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    name = "comptoir.registration"
    default_auto_field = "django.db.models.BigAutoField"
