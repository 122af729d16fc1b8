"""Sentences about lines, cards and what is on offer."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "line.unknown_account": _("There is no billing account %(account)s."),
    "line.without_plan": _("A line needs a plan."),
    "line.unknown_offering": _("There is no offering %(offering)s."),
    "line.not_a_plan": _("%(offering)s is no plan."),
    "line.unknown_cost_centre": _("This customer has no cost centre %(cost_centre)s."),
    "line.unknown_user": _("There is no user %(user)s."),
    "line.code_taken": _("The code %(value)s is taken."),
    "line.iccid_taken": _("The card %(value)s is on another line."),
    "line.imsi_taken": _("The IMSI %(value)s is on another card."),
    "line.user_of_none_of_ours": _("Only people of the company that has the line can use it."),
    "line.number_taken": _("The number %(value)s is on another line."),
    "line.ends_before_start": _("A line cannot end on %(on)s, before it started."),
    "line.ended_already": _("This line ended on %(on)s."),
    "line.change_too_early": _("The present one started on %(from_on)s; a change must be later."),
    "line.change_before_end": _("What was before ended on %(to_on)s; a change cannot be earlier."),
    "card.without_line": _("This card is on no line."),
    "offering.code_taken": _("The code %(code)s is taken."),
    "offering.price_too_early": _("The present price started on %(from_on)s; a new one must be later."),
    "tariff.day_taken": _("The tariff %(code)s is in force from %(from_on)s; choose another day."),
}
