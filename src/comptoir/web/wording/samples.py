"""Words for the invented explanation of the component page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, str | Promise] = {
    "web.sample.call": _("%(amount)s: %(seconds_charged)s at %(money_per_minute)s a minute."),
    "web.sample.destination": _("%(phone_called)s is a number in %(country_zone)s."),
    "web.sample.bundle": _("%(seconds_free)s were still in the bundle."),
    "web.sample.failure": _("The file ended in the middle of a line."),
    "web.sample.price": _("%(seconds_charged)s were charged: %(amount)s."),
}
