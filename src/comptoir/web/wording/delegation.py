"""Sentences about third parties, access reviews, affiliates and previews."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "third_party.not_by_one": _("A third party cannot give notice about another one."),
    "third_party.known_already": _("A notice about %(person)s stands already."),
    "third_party.is_own_person": _("%(person)s belongs to your own people. Let them go first."),
    "third_party.needs_company": _("Say which company the person belongs to."),
    "third_party.needs_purpose": _("Say what they are to do for you."),
    "third_party.ends_before_start": _("The last day must lie ahead."),
    "third_party.wrong_number": _("%(number)s is no enterprise number."),
    "third_party.needs_vouching": _("Without this assurance there is no notice."),
    "third_party.not_waiting": _("This notice was answered already, or it is over."),
    "third_party.is_over": _("This notice is over."),
    "third_party.needs_reason": _("Give a reason: the customer reads it."),
    "review.open_already": _("A review is open already."),
    "review.is_closed": _("This review is closed."),
    "review.nothing_to_review": _("There is no right to review yet."),
    "review.not_your_own": _("Nobody confirms their own rights: ask another who manages access."),
    "review.needs_tie": _("Say by which tie %(person)s belongs to your company."),
    "review.right_is_over": _("This right does not run any more."),
    "affiliate.ground.votes": _("More than %(percent_votes)s of the votes"),
    "affiliate.ground.board": _("Names or dismisses the majority of the board"),
    "affiliate.ground.statutes": _("Its statutes, or an agreement with it"),
    "affiliate.ground.in_fact": _(
        "In fact: more than %(percent_votes)s of the votes cast at its last %(meetings)s meetings"
    ),
    "affiliate.unknown_ground": _("Choose the ground of control."),
    "affiliate.needs_guarantee": _("Say who guarantees that the affiliate agrees."),
}
