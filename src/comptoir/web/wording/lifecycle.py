"""Sentences about the portal contract, its applications, its documents, and what is unused."""

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from comptoir.lifecycle.kinds import DocumentKind

_WON = _("What holds: {document}.")
_PLACE = _("{document}: place %(place)s of %(places)s.")

MESSAGES: dict[str, str | Promise] = {
    # Notices
    "notice.runs": _("The last day is %(last_on)s; days left: %(left)s."),
    "notice.over": _("The last day was %(last_on)s."),
    "notice.given": _("Notice was given on %(given_on)s; that day is not counted."),
    "notice.length.customer": _("The customer's notice is %(days)s calendar days."),
    "notice.length.operator": _("The operator's notice is %(months)s months."),
    "notice.stops": _("Access stops as %(stops_on)s begins."),
    "notice.runs_already": _("Such a notice runs already."),
    "notice.over_already": _("This notice is over or was withdrawn."),
    "notice.needs_letter": _("Copy what the customer wrote."),
    "notice.received_outside": _("The day of receipt lies between %(from_on)s and %(to_on)s."),
    "notice.contract_is_over": _("The portal contract is over."),
    "notice.own_agreement": _("This application has an agreement of its own, with a notice of its own."),
    "notice.application_is_off": _("This application is not on."),
    "contract.no_such_customer": _("There is no customer %(code)s."),
    "suspension.no_such_person": _("Nobody signs in with %(email)s."),
    # Breach
    "breach.stage.runs": _("The other party has time to put it right; suspension is possible from %(next_on)s."),
    "breach.stage.may_suspend": _("Not put right in time: suspension is possible now, the end from %(next_on)s."),
    "breach.stage.may_terminate": _("The contract may be ended, since %(next_on)s."),
    "breach.stage.remedied": _("It was put right."),
    "breach.stage.ended": _("The contract was ended."),
    "breach.sent": _("The notice of default was sent on %(sent_on)s; that day is not counted."),
    "breach.suspend_from": _("After %(days)s calendar days: suspension from %(from_on)s, until the duty is met."),
    "breach.terminate_from": _("After %(days)s calendar days: the contract may be ended from %(from_on)s."),
    "breach.serious": _("A serious breach: the contract may be ended at once."),
    "breach.needs_obligation": _("Say which duty is not met."),
    "breach.needs_text": _("Say in writing why the contract ends."),
    "breach.over": _("This matter is over."),
    "breach.too_early": _("That is possible from %(from_on)s."),
    # Applications
    "application.on": _("On since %(since)s."),
    "application.no_data_yet": _("It starts by itself with the first data."),
    "application.not_asked": _("It starts when you ask for it."),
    "application.too_few_cards": _("There are fewer SIM cards than it takes."),
    "application.waits_for_answer": _("It was asked for and waits for the operator's answer."),
    "application.not_ordered": _("It comes by an order form, a separate agreement with a price of its own."),
    "application.no_mobile_contract": _("It comes with a mobile contract."),
    "application.contract_over": _("Off since %(on)s: the portal contract is over."),
    "application.closed.ended": _("Off since %(on)s: it was ended by notice."),
    "application.closed.dormant": _("Off since %(on)s: it was not used for a long time."),
    "application.closed.security": _("Off since %(on)s, by the operator."),
    "application.closed.fraud": _("Off since %(on)s, by the operator."),
    "application.closed.breach": _("Off since %(on)s, by the operator."),
    "application.closed.reported": _("Off since %(on)s, by the operator."),
    "application.rule.my_invoice_online": _("On for every customer with access to the portal."),
    "application.rule.fleet_manager": _("On request, with at least %(cards)s SIM cards, once its first data is there."),
    "application.rule.insights_essential": _("On for every customer with access, once its first data is there."),
    "application.rule.insights_plus": _("On by an order form, an agreement of its own."),
    "application.rule.insights_advanced": _("On by an order form, an agreement of its own."),
    "application.rule.mobile_number_management": _("On for every customer with a mobile contract and access."),
    "application.rule.technical_assistance": _("On for every customer with access to the portal."),
    "application.contract": _("The portal contract runs since %(from_on)s."),
    "application.first_data": _("The first data came on %(on)s."),
    "application.granted": _("It was asked for and granted on %(granted_on)s."),
    "application.asked": _("It was asked for on %(asked_on)s."),
    "application.cards": _("SIM cards today: %(cards)s."),
    "application.below_minimum": _("There are now fewer cards than it takes: the operator may end it at once."),
    "application.ordered": _("The order form starts it on %(from_on)s."),
    "application.mobile": _("The mobile contract runs since %(from_on)s."),
    "application.may_not_ask": _("It is on already, was asked for, or cannot be asked for."),
    "application.has_cards_enough": _("The customer has cards enough: it ends by notice only."),
    # Unused
    "dormancy.due.account": _("The account is not used since %(since)s."),
    "dormancy.due.contract": _("No contract is active since %(since)s."),
    "dormancy.due.application": _("The application is not used since %(since)s."),
    "dormancy.rule.account": _(
        "After %(months)s months without use, from %(due_on)s, the contract may be ended; the customer is told then."
    ),
    "dormancy.rule.contract": _(
        "After %(months)s months without an active contract, from %(due_on)s, it may be closed; nobody is notified."
    ),
    "dormancy.rule.application": _(
        "After %(months)s months without use, from %(due_on)s, it may be deactivated; the customer is told then."
    ),
    "dormancy.accepted": _("The contract runs since %(from_on)s."),
    "dormancy.used": _("It was last used on %(used_on)s."),
    "dormancy.signed_in": _("Somebody last signed in on %(signed_in_on)s."),
    "dormancy.no_contract": _("The last active contract ended on %(since)s."),
    "dormancy.active": _("It is on since %(from_on)s."),
    "dormancy.measured": _("Use is measured since %(from_on)s; before that day nothing counts as unused."),
    "dormancy.in_use": _("This is in use after all, or access stopped already."),
    # Documents
    "precedence.needs_subject": _("Say what the documents differ about."),
    "precedence.undecided": _("Choose two documents of that contract, or more."),
    "document.unknown": _("There is no document %(kind)s."),
    "document.past": _("A version cannot begin on %(day)s: that day is past."),
    "document.needs_language": _("The text is missing in one language: %(language)s."),
    "document.unchanged": _("Nothing is different from the version before."),
    "document.day_taken": _("Another version begins on %(day)s already."),
    # Exports
    "export.no_right": _("You may no longer export data of this company."),
}

for _kind in DocumentKind:
    MESSAGES[f"precedence.won.{_kind.value}"] = format_lazy(_WON, document=_kind.label)
    MESSAGES[f"precedence.place.{_kind.value}"] = format_lazy(_PLACE, document=_kind.label)
