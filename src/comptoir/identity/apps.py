from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "comptoir.identity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from comptoir.identity import listening

        listening.start()
