from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "comptoir.portal"
    label = "portal"

    def ready(self) -> None:
        from comptoir.portal.navigation import ITEMS
        from comptoir.web.navigation import register

        register("portal", *ITEMS)
