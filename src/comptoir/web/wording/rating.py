"""Why a call, a message or a session costs what it costs, step by step (U-07)."""

from django.utils.translation import gettext_lazy as _

_INCREMENTS = {
    "rating.increments.seconds": _(
        "%(seconds_used)s were used. The first %(seconds_first)s are charged whole, then every"
        " %(seconds_next)s begun: %(seconds_charged)s are charged."
    ),
    "rating.increments.messages": _("%(messages_used)s were sent and %(messages_charged)s are charged."),
    "rating.increments.bytes": _(
        "%(octets_used)s bytes were used. The first %(octets_first)s are charged whole, then every"
        " %(octets_next)s begun: %(octets_charged)s bytes are charged."
    ),
    "rating.minimum.seconds": _("At least %(seconds_minimum)s are charged."),
    "rating.minimum.messages": _("At least %(messages_minimum)s messages are charged."),
    "rating.minimum.bytes": _("At least %(octets_minimum)s bytes are charged."),
}

_BUNDLES = {
    "rating.bundle.seconds": _(
        "The bundle %(bundle)s holds %(seconds_included)s a month. %(seconds_before)s were used before;"
        " %(seconds_inside)s of this call are inside."
    ),
    "rating.bundle.messages": _(
        "The bundle %(bundle)s holds %(messages_included)s messages a month. %(messages_before)s were used"
        " before; %(messages_inside)s of these are inside."
    ),
    "rating.bundle.bytes": _(
        "The bundle %(bundle)s holds %(bytes_included)s a month. %(bytes_before)s were used before;"
        " %(octets_inside)s bytes of this session are inside."
    ),
    "rating.bundle.shared.seconds": _(
        "The bundle %(bundle)s holds %(seconds_included)s a month for all lines that share it."
        " %(seconds_before)s were used before; %(seconds_inside)s of this call are inside."
    ),
    "rating.bundle.shared.messages": _(
        "The bundle %(bundle)s holds %(messages_included)s messages a month for all lines that share it."
        " %(messages_before)s were used before; %(messages_inside)s of these are inside."
    ),
    "rating.bundle.shared.bytes": _(
        "The bundle %(bundle)s holds %(bytes_included)s a month for all lines that share it."
        " %(bytes_before)s were used before; %(octets_inside)s bytes of this session are inside."
    ),
}

_PRICES = {
    "rating.price.second": _("%(seconds_priced)s in the window %(window)s at %(price)s a second: %(amount)s."),
    "rating.price.minute": _("%(seconds_priced)s in the window %(window)s at %(price)s a minute: %(amount)s."),
    "rating.price.hour": _("%(seconds_priced)s in the window %(window)s at %(price)s an hour: %(amount)s."),
    "rating.price.message": _("%(messages_priced)s in the window %(window)s at %(price)s each: %(amount)s."),
    "rating.price.byte": _("%(octets_priced)s bytes in the window %(window)s at %(price)s a byte: %(amount)s."),
    "rating.price.kilobyte": _("%(octets_priced)s bytes in the window %(window)s at %(price)s a kB: %(amount)s."),
    "rating.price.megabyte": _("%(octets_priced)s bytes in the window %(window)s at %(price)s a MB: %(amount)s."),
    "rating.price.gigabyte": _("%(octets_priced)s bytes in the window %(window)s at %(price)s a GB: %(amount)s."),
    "rating.price.terabyte": _("%(octets_priced)s bytes in the window %(window)s at %(price)s a TB: %(amount)s."),
}

MESSAGES = {
    "rating.amount": _("The price is %(amount)s."),
    "rating.standard": _("The standard price is %(amount)s; the bill will take bundles into account."),
    "rating.place": _("The card was in %(country_visited)s, which is in the zone %(zone)s."),
    "rating.destination": _("%(phone_called)s begins with %(prefix)s: %(country_called)s, in the zone %(zone)s."),
    "rating.destination.network": _("%(phone_called)s begins with %(prefix)s: a network in the zone %(zone)s."),
    "rating.destination.unknown": _("%(phone_called)s begins with no known prefix: it counts as zone %(zone)s."),
    "rating.short_code": _("%(number)s is a short number in the zone %(zone)s."),
    "rating.short_code.abroad": _("%(number)s is a short number of the country visited, charged as zone %(zone)s."),
    "rating.national": _("Roaming in %(zone)s: the national prices and bundles of the plan apply."),
    "rating.plan": _("It began on %(started)s, in the window %(window)s, on the plan %(plan)s."),
    "rating.nothing_used": _("Nothing was used, so nothing is charged."),
    **_INCREMENTS,
    **_BUNDLES,
    **_PRICES,
    "rating.fee": _("A connection fee of %(fee)s is added."),
    "rating.fee.none": _("All of it is inside the bundle, so no connection fee is due."),
    "rating.rounding.none": _("The sum is exact: %(amount)s."),
    "rating.rounding.half_up": _(
        "The exact sum, %(millionths)s millionths, is rounded half up, once, to %(places)s decimals: %(amount)s."
    ),
    "rating.rounding.up": _(
        "The exact sum, %(millionths)s millionths, is rounded up, once, to %(places)s decimals: %(amount)s."
    ),
}
