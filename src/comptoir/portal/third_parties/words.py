"""Where a notice stands, in words."""

from django.utils.translation import gettext_lazy as _

from comptoir.access.third_parties import NoticeState

STATES = {
    NoticeState.WAITING: ("attention", _("Waits for the operator")),
    NoticeState.RUNNING: ("good", _("Acts for you")),
    NoticeState.REFUSED: ("bad", _("Refused")),
    NoticeState.REFUSED_LATER: ("bad", _("Refused later")),
    NoticeState.ENDED: ("neutral", _("Ended")),
    NoticeState.EXPIRED: ("neutral", _("Ran out")),
}
