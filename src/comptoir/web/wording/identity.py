"""Sentences about how a customer's people sign in."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "rule.no_second_step_of_yours": _("Set up a second step for yourself first; then you can ask it of others."),
    "rule.come_by_company_first": _(
        "Sign in through your company's sign-in first: then you know that it works, and nobody is locked out."
    ),
    "domain.no_domain": _("This is no domain name; give one such as company.com."),
    "domain.of_everybody": _("Anybody can have an address at %(name)s, so it cannot be your company's alone."),
    "domain.no_record": _(
        "The record for %(name)s is not there yet. A new record can take an hour to be seen everywhere."
    ),
    "domain.no_answer": _("The name servers of %(name)s do not answer now. Try again later."),
    "domain.of_another": _("Another customer has proved %(name)s. Ask us if that is not right."),
    "domain.ended": _("%(name)s was removed."),
    "provider.incomplete": _("Fill in everything; addresses start with https."),
    "provider.there_already": _("%(entity)s is there already."),
    "provider.not_reached": _("Nothing can be read at %(address)s. It must be a public https address that answers."),
    "provider.no_document": _("What stands there is no description of an OpenID provider."),
    "provider.other_issuer": _("What stands there describes another provider than %(issuer)s."),
    "provider.not_secure": _("The provider names an address that is not https; it cannot be used."),
    "provider.no_metadata": _("This is no SAML metadata of an identity provider."),
    "provider.other_entity": _("The metadata is of another provider than %(entity)s."),
    "provider.no_certificate": _("The metadata holds no certificate to check signatures with."),
    "link.not_of_your_people": _("This person does not belong to your company, or can no longer sign in."),
    "link.no_proved_domain": _("Prove first that %(domain)s is your company's domain."),
    "link.not_expected": _("Nobody is expected here by this sign-in."),
    "report.not_yours": _("This credential is not yours."),
    "company.not_asked": _(
        "This answer belongs to no sign-in that was started here, or it came too late. Start again."
    ),
    "company.other_provider": _("The answer came from another provider than the one that was asked."),
    "company.said_no": _("Your company's sign-in did not let you in."),
    "company.no_answer": _("Your company's sign-in does not answer now. Try again in a moment."),
    "company.refused": _("The answer of your company's sign-in could not be trusted, so it was refused."),
    "company.used_before": _("This answer was used before. Start again."),
    "company.no_lasting_name": _(
        "Your company's sign-in gives you a new name each time, so we cannot know you. "
        "Its administrator can change that."
    ),
    "company.not_again": _("Your company's sign-in did not ask you again who you are."),
    "company.not_expected": _(
        "You are not expected here by your company's sign-in yet. Follow the link of your invitation first, or ask "
        "whoever manages access at your company."
    ),
}
