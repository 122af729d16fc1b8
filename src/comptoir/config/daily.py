"""What every day needs: one table of verbs, done in this order, each once on a Brussels date (jobs/daily.py).

A verb is a function `verb(*, at)` that is safe to repeat and returns counts.
"""

DAILY: dict[str, str] = {
    "log_heads": "comptoir.audit.heads.note_heads",
    "contracts": "comptoir.lifecycle.actions.contracts.take_up",
    "notices": "comptoir.lifecycle.actions.notices.carry_out_due",
    "unused": "comptoir.lifecycle.actions.dormancy.deactivate_due",
    "third_parties": "comptoir.access.actions.third_parties.warn_of_ends",
    "reviews": "comptoir.access.actions.reviews.open_due_reviews",
    "review_reminders": "comptoir.access.actions.reviews.remind_of_reviews",
    "registrations": "comptoir.registration.actions.tidying.tidy",
    "exports": "comptoir.lifecycle.actions.exports.remove_old",
    "sign_in": "comptoir.identity.actions.daily.look_again",
    "lake_merge": "comptoir.manifest.actions.daily.merge_small_files",
    "lake_sweep": "comptoir.manifest.actions.daily.sweep_old_files",
    "kernels": "comptoir.billing.kernels.forget_old_kernels",
}
