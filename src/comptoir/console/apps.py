from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "comptoir.console"
    label = "console"

    def ready(self) -> None:
        from comptoir.console.navigation import ITEMS
        from comptoir.web.navigation import register

        register("console", *ITEMS)
