"""What follows from what: event -> the jobs that react to it. The one table.

A job gets the event's payload. It is enqueued once and may run more than once: reactions are safe to repeat.
"""

REACTIONS: dict[str, tuple[str, ...]] = {
    "credential.reported": ("identity.tell_of_report",),
    "application.granted": ("lifecycle.tell_request",),
    "application.refused": ("lifecycle.tell_request",),
    "contract.notice_given": ("lifecycle.tell_notice",),
    "contract.notice_withdrawn": ("lifecycle.tell_notice",),
    "customer.deactivated": ("lifecycle.tell_deactivated",),
    "default.sent": ("lifecycle.tell_default",),
    "change.applied": ("registration.change_answered",),
    "change.asked": ("registration.change_asked",),
    "change.refused": ("registration.change_answered",),
    "registration.accepted": ("lifecycle.start_contract", "registration.tell_accepted"),
    "registration.begun": ("registration.send_proof",),
    "registration.document_asked": ("registration.ask_for_document",),
    "registration.document_refused": ("registration.tell_document_refused",),
    "registration.proved": ("registration.send_way_back",),
    "registration.refused": ("registration.tell_refused",),
    "registration.submitted": ("registration.confirm_submission", "registration.tell_desk"),
    "review.opened": ("access.review_opened",),
    "review.reminder": ("access.review_reminder",),
    "seat.replaced": ("access.tell_operator",),
    "staff.appointed": ("access.send_invitation",),
    "third_party.notified": ("access.third_party_notified",),
    "third_party.noted": ("access.third_party_noted",),
    "third_party.refused": ("access.third_party_refused",),
    "third_party.ended": ("access.third_party_ended",),
    "third_party.ends_soon": ("access.third_party_ends_soon",),
    "user.invited": ("identity.send_invitation",),
    "sign_in.link_invited": ("identity.send_link",),
    "sign_in.new_device": ("identity.tell_of_new_device",),
    "usage.published": ("usage.price",),
}
