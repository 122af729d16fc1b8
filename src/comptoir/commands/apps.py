from django.apps import AppConfig


class CommandsConfig(AppConfig):
    name = "comptoir.commands"
    label = "commands"
