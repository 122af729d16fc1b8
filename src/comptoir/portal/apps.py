from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "comptoir.portal"
    label = "portal"

    def ready(self) -> None:
        from comptoir.portal.navigation import ITEMS
        from comptoir.portal.why.things import register as register_things
        from comptoir.web.navigation import register

        register("portal", *ITEMS)
        register_things()
