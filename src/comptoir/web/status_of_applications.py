"""How an application stands, in words and with a tone; the portal and the console say the same."""

from django.utils.translation import gettext_lazy as _

from comptoir.lifecycle.applications import Status

STATUSES = {
    Status.ON: ("good", _("On")),
    Status.WAITING: ("info", _("Starts with its first data")),
    Status.ASKED: ("attention", _("Asked for")),
    Status.OFF: ("neutral", _("Off")),
    Status.CLOSED: ("bad", _("Closed")),
}


def shown_status(status: Status) -> tuple[str, str]:
    """(tone, words)"""
    tone, words = STATUSES[status]
    return tone, str(words)
