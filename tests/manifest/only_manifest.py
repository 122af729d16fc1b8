"""The settings with the manifest alone: processes that are killed and started again start in half the time."""

from comptoir.config.settings import *  # noqa: F403

INSTALLED_APPS = ["comptoir.manifest"]
