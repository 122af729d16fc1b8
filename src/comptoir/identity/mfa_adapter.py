"""Second factors by django-allauth: what must stay secret in the database is sealed."""

from allauth.mfa.adapter import DefaultMFAAdapter

from comptoir.identity.sealing import seal, unseal


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)
