"""Sentences about bill runs, invoices and the questions asked about them."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "billing.period_not_closed": _("%(period)s is not over yet, so it cannot be billed."),
    "billing.no_tariff": _("No tariff is in force for %(period)s; adopt one first."),
    "billing.operator_iban": _("%(period)s cannot be billed: the operator has no valid IBAN to be paid on. Give one."),
    "billing.operator_vat_number": _("%(period)s cannot be billed: the operator has no valid VAT number. Give one."),
    "billing.later_period_billed": _("%(last)s is billed already, so %(period)s can no longer be."),
    "billing.already_billed": _("%(period)s is billed already; a month is billed once."),
    "billing.run_unfinished": _("The run of %(last)s is not finished; finish it before %(period)s."),
    "billing.not_reconciled": _("The run of %(period)s does not reconcile: %(count)s figures differ. See its report."),
    "question.line_of_another_invoice": _("That line stands on another invoice."),
    "question.empty": _("Write what you would like to know."),
    "question.too_long": _("A question has at most %(limit)s characters."),
    "question.without_author": _("Only a person can ask or answer."),
    "question.closed": _("This question is closed; ask a new one."),
    "invoice.higher": _(
        "This invoice is %(micro_change)s higher than that of %(month_before)s: "
        "%(micro_now)s instead of %(micro_before)s."
    ),
    "invoice.lower": _(
        "This invoice is %(micro_change)s lower than that of %(month_before)s: "
        "%(micro_now)s instead of %(micro_before)s."
    ),
    "invoice.same": _("This invoice is as high as that of %(month_before)s: %(micro_now)s."),
    "invoice.first": _("This is the first invoice of this account, so there is nothing to compare it with."),
    "invoice.part.cards_added.more": _("New cards (%(cards)s) add %(micro_part)s."),
    "invoice.part.cards_added.less": _("New cards (%(cards)s) bring credits of %(micro_part)s."),
    "invoice.part.cards_ended.more": _("Ended cards (%(cards)s) brought credits of %(micro_part)s before."),
    "invoice.part.cards_ended.less": _("Cards that ended (%(cards)s) save %(micro_part)s."),
    "invoice.part.plans.more": _("Other plans and options (on %(cards)s cards) add %(micro_part)s."),
    "invoice.part.plans.less": _("Other plans and options (on %(cards)s cards) save %(micro_part)s."),
    "invoice.part.price.more": _("A higher average price of a day, a call, a message or a MB adds %(micro_part)s."),
    "invoice.part.price.less": _("A lower average price of a day, a call, a message or a MB saves %(micro_part)s."),
    "invoice.part.volume.more": _("More use, at the prices of before, adds %(micro_part)s."),
    "invoice.part.volume.less": _("Less use, at the prices of before, saves %(micro_part)s."),
    "invoice.part.one_offs.more": _("One-off charges are %(micro_part)s higher."),
    "invoice.part.one_offs.less": _("One-off charges are %(micro_part)s lower."),
    "invoice.part.discounts.more": _("Discounts and credits are %(micro_part)s smaller."),
    "invoice.part.discounts.less": _("Discounts and credits are %(micro_part)s larger."),
    "invoice.part.rounding.more": _("Rounding each line to the cent adds %(micro_part)s."),
    "invoice.part.rounding.less": _("Rounding each line to the cent takes %(micro_part)s away."),
    "invoice.part.vat.more": _("The VAT on all this is %(micro_part)s higher."),
    "invoice.part.vat.less": _("The VAT on all this is %(micro_part)s lower."),
    "line.usage.one": _("%(micro_amount)s: %(records)s records of one card, each priced by the card's plan."),
    "line.usage.many": _("%(micro_amount)s: %(records)s records of %(cards)s cards, each priced by the card's plan."),
    "line.recurring.one": _("%(micro_amount)s: one card at %(micro_unit)s a month."),
    "line.recurring.many": _("%(micro_amount)s: %(cards)s cards at %(micro_unit)s a month."),
    "line.recurring.parts": _(
        "%(micro_amount)s: %(cards)s cards at %(micro_unit)s a month, some of them for part of it."
    ),
    "line.recurring.mixed": _("%(micro_amount)s: %(cards)s cards, at a price that changed within the month."),
    "line.correction": _(
        "%(micro_amount)s: what %(month_of)s really cost for %(cards)s cards, less what was asked in advance."
    ),
    "line.one_off": _("%(micro_amount)s: charged once."),
    "line.discount": _("%(micro_amount)s: a discount."),
    "line.credit": _("%(micro_amount)s: a credit."),
    "line.used.seconds": _("Talked: %(seconds_used)s; charged by minimum and increments: %(seconds_charged)s."),
    "line.used.bytes": _("Used: %(bytes_used)s; charged by increments: %(bytes_charged)s."),
    "line.used.messages": _("Messages: %(messages_used)s; charged: %(messages_charged)s."),
    "line.bundled.seconds": _(
        "%(seconds_bundled)s lie inside bundles and cost nothing more; %(seconds_beyond)s are priced."
    ),
    "line.bundled.bytes": _("%(bytes_bundled)s lie inside bundles and cost nothing more; %(bytes_beyond)s are priced."),
    "line.bundled.messages": _(
        "%(messages_bundled)s lie inside bundles and cost nothing more; %(messages_beyond)s are priced."
    ),
    "line.days": _("A month costs %(micro_unit)s; a part of a month costs its share of the days."),
    "line.corrected": _("Months are asked in advance; what changed meanwhile is settled by the day."),
    "line.sum": _("Number of cards: %(cards)s. Together they come to exactly %(micro_exact)s."),
    "line.whole_cents": _("That is whole cents: %(micro_amount)s, nothing is rounded."),
    "line.rounded": _("Rounded once, half up, to the cent: %(micro_amount)s. Left over: %(micro_remainder)s."),
    "line.vat": _(
        "VAT of %(percent_rate)s is computed once, on all lines at that rate: %(micro_vat)s on %(micro_base)s."
    ),
    "call.in_bundle": _("%(amount)s: all of it lies inside the bundle %(bundle)s."),
    "call.at_price.second": _("%(amount)s: %(seconds_priced)s at %(price)s a second."),
    "call.at_price.minute": _("%(amount)s: %(seconds_priced)s at %(price)s a minute."),
    "call.at_price.hour": _("%(amount)s: %(seconds_priced)s at %(price)s an hour."),
    "call.at_price.message": _("%(amount)s: %(messages_priced)s at %(price)s each."),
    "call.at_price.byte": _("%(amount)s: %(octets_priced)s bytes at %(price)s a byte."),
    "call.at_price.kilobyte": _("%(amount)s: %(octets_priced)s bytes at %(price)s a kB."),
    "call.at_price.megabyte": _("%(amount)s: %(octets_priced)s bytes at %(price)s a MB."),
    "call.at_price.gigabyte": _("%(amount)s: %(octets_priced)s bytes at %(price)s a GB."),
    "call.at_price.terabyte": _("%(amount)s: %(octets_priced)s bytes at %(price)s a TB."),
    "call.partly.second": _("%(amount)s: partly inside the bundle %(bundle)s, the rest at %(price)s a second."),
    "call.partly.minute": _("%(amount)s: partly inside the bundle %(bundle)s, the rest at %(price)s a minute."),
    "call.partly.hour": _("%(amount)s: partly inside the bundle %(bundle)s, the rest at %(price)s an hour."),
    "call.partly.message": _("%(amount)s: partly inside the bundle %(bundle)s, the rest at %(price)s each."),
    "call.partly.byte": _("%(amount)s: partly inside the bundle %(bundle)s, the rest at %(price)s a byte."),
    "call.partly.kilobyte": _("%(amount)s: partly inside the bundle %(bundle)s, the rest at %(price)s a kB."),
    "call.partly.megabyte": _("%(amount)s: partly inside the bundle %(bundle)s, the rest at %(price)s a MB."),
    "call.partly.gigabyte": _("%(amount)s: partly inside the bundle %(bundle)s, the rest at %(price)s a GB."),
    "call.partly.terabyte": _("%(amount)s: partly inside the bundle %(bundle)s, the rest at %(price)s a TB."),
}
