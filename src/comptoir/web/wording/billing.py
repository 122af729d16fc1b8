"""Sentences about bill runs, invoices and the questions asked about them."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "billing.period_not_closed": _("%(period)s is not over yet, so it cannot be billed."),
    "billing.no_tariff": _("No tariff is in force for %(period)s; adopt one first."),
    "billing.later_period_billed": _("%(last)s is billed already, so %(period)s can no longer be."),
    "billing.run_unfinished": _("The run of %(last)s is not finished; finish it before %(period)s."),
    "billing.not_reconciled": _("The run of %(period)s does not reconcile: %(count)s figures differ. See its report."),
    "question.line_of_another_invoice": _("That line stands on another invoice."),
    "question.empty": _("Write what you would like to know."),
    "question.too_long": _("A question has at most %(limit)s characters."),
    "question.without_author": _("Only a person can ask or answer."),
    "question.closed": _("This question is closed; ask a new one."),
    "invoice.difference": _("%(micro_change)s against %(month_before)s: from %(micro_before)s to %(micro_now)s."),
    "invoice.first": _("This is the first invoice of this account, so there is nothing to compare it with."),
    "invoice.part.cards_added": _("Cards added: %(micro_part)s (%(lines)s cards)"),
    "invoice.part.cards_ended": _("Cards ended: %(micro_part)s (%(lines)s cards)"),
    "invoice.part.plans": _("Plans and options changed: %(micro_part)s (%(lines)s cards)"),
    "invoice.part.price": _("Price: %(micro_part)s"),
    "invoice.part.volume": _("Volume, at the prices of before: %(micro_part)s"),
    "invoice.part.one_offs": _("One-off charges: %(micro_part)s"),
    "invoice.part.discounts": _("Discounts and credits: %(micro_part)s"),
    "invoice.part.rounding": _("Rounding of lines to the cent: %(micro_part)s"),
    "invoice.part.vat": _("VAT: %(micro_part)s"),
    "line.sum.usage": _("%(name)s: %(records)s records of %(cards)s cards add up to %(micro_exact)s."),
    "line.sum.charges": _("%(name)s: the charges of %(cards)s cards add up to %(micro_exact)s."),
    "line.sum.bundle": _("%(quantity_bundled)s of %(quantity_charged)s lie inside bundles and cost nothing more."),
    "line.sum.days": _("A part of a month costs its share of the month's days."),
    "line.sum.correction": _("What the month really cost, less what was asked for it in advance."),
    "line.sum.rounded": _("The line is rounded once, half up, to %(micro_amount)s; the rest is %(micro_remainder)s."),
    "line.sum.vat": _("VAT is computed once per rate on the sum of the lines."),
}
