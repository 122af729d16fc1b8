"""Sentences about people, rights, customers and their accounts."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "customer.code_taken": _("The code %(code)s is taken."),
    "affiliate.of_itself": _("A company cannot be its own affiliate."),
    "affiliate.has_parent": _("%(affiliate)s already belongs to a group."),
    "affiliate.two_storeys": _("%(affiliate)s heads a group of its own, or this company belongs to one."),
    "account.code_taken": _("The code %(code)s is taken."),
    "payment_agreement.code_taken": _("The code %(code)s is taken."),
    "billing_account.code_taken": _("The code %(code)s is taken."),
    "billing_account.other_customer": _("The payment agreement of %(code)s belongs to another customer."),
    "cost_centre.code_taken": _("The code %(code)s is taken."),
    "seat.holder_inactive": _("%(person)s can no longer sign in, so cannot be the Access Owner."),
    "seat.holder_is_staff": _("%(person)s works for the operator and cannot be a customer's Access Owner."),
    "person.holds_the_seat": _("This person is the Access Owner. Name another Access Owner first."),
    "person.belongs_elsewhere": _("This person no longer belongs to your company."),
    "person.is_staff": _("This address belongs to one of the operator's own people."),
    "person.needs_name_and_email": _("Give a name and an e-mail address."),
    "right.may_not_be_passed_on": _("This right may not be passed on."),
    "right.unknown_profile": _("There is no profile %(profile)s to give."),
    "right.more_than_profile": _("That is more than this profile holds."),
    "right.place_elsewhere": _("That place belongs to another customer."),
    "right.ends_before_start": _("A right cannot end before it starts."),
    "right.holder_inactive": _("%(person)s can no longer sign in."),
    "right.staff_hold_none": _("%(person)s works for the operator and holds no customer's rights."),
    "right.manager_sees_no_data": _(
        "%(person)s would manage people and see data both; an Access Manager never sees customer data."
    ),
    "right.manager_is_no_source": _("An Access Manager's own role is not a source of rights."),
    "right.more_than_source": _("That is more than the right it comes from."),
    "right.wider_than_source": _("That place lies outside the right it comes from."),
    "right.longer_than_source": _("That is longer than the right it comes from."),
    "right.source_not_live": _("The right it comes from does not run now."),
    "staff.unknown_role": _("There is no role %(role)s."),
    "staff.holds_customer_rights": _("%(person)s holds rights of a customer, so cannot work for the operator."),
    "suspension.unknown_ground": _("There is no ground %(ground)s."),
    "suspension.needs_reason": _("Say why: the reason is kept."),
    "application.unknown": _("There is no application %(application)s."),
    "address.no_network": _("%(network)s is no network address."),
    "address.too_wide": _("%(network)s is too wide: it would lock out almost everybody."),
    "insights.level_too_early": _("The present level started on %(from_on)s; a new one must be later."),
}
