"""What follows from what: event -> the jobs that react to it. The one table.

A job gets the event's payload. It is enqueued once and may run more than once: reactions are safe to repeat.
"""

REACTIONS: dict[str, tuple[str, ...]] = {
    "seat.replaced": ("access.tell_operator",),
    "user.invited": ("access.send_invitation",),
    "usage.published": ("usage.price",),
}
