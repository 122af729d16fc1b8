"""Sentences about long work that did not end well."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "job.worker_lost": _("The process that did it died each time it tried."),
    "job.broke": _("It broke on something that nobody foresaw; what was there before is unchanged."),
}
