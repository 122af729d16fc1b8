"""Sign-in forms that differ from django-allauth's own; settings.ACCOUNT_FORMS names them."""

from allauth.account.forms import ResetPasswordKeyForm
from allauth.account.models import EmailAddress


class ChoosePassword(ResetPasswordKeyForm):  # type: ignore[misc]
    """Choosing a password by the link in a mail: whoever has the link has the mailbox, so the address is verified.

    An invited person thus proves the address once, by the mail that brings them here.
    """

    def save(self) -> None:
        super().save()
        has_proved = EmailAddress.objects.filter(user=self.user, verified=True).exists()
        if not has_proved:
            EmailAddress.objects.update_or_create(
                user=self.user, email=self.user.email, defaults={"verified": True, "primary": True}
            )
