"""What a provider says about itself: an discovery document or SAML metadata, read and judged. Values in and out.

Raises UnableToRead with one reason; only what is used later is kept.
"""

import base64
import json
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser

from comptoir.scope.refusal import Refused

REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class UnableToRead(Refused):
    """The provider's description cannot be used."""


def discovery_address(issuer: str) -> str:
    """Where an issuer describes itself (OpenID Connect Discovery 4)."""
    return issuer.rstrip("/") + "/.well-known/openid-configuration"


def read_discovery(raw: bytes, issuer: str) -> dict[str, Any]:
    """The parts of a discovery document that count; it must be the issuer's own, and reached by TLS throughout."""
    try:
        said = json.loads(raw)
    except ValueError:
        raise UnableToRead("provider.no_document") from None
    if not isinstance(said, dict) or said.get("issuer") != issuer:
        raise UnableToRead("provider.other_issuer", issuer=issuer)
    if any(not is_secure(said.get(name)) for name in _ENDPOINTS):
        raise UnableToRead("provider.not_secure")
    methods = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    kept = {name: said[name] for name in ("issuer", *_ENDPOINTS)}
    return {
        **kept,
        "token_endpoint_auth_methods_supported": [str(one) for one in methods],
        "names_itself": bool(said.get("authorization_response_iss_parameter_supported")),
    }


def read_metadata(raw: bytes, entity: str = "") -> tuple[str, dict[str, Any]]:
    """The entity of SAML metadata, with its address to sign in at and the certificates that it signs with."""
    try:
        found = OneLogin_Saml2_IdPMetadataParser.parse(
            raw, required_sso_binding=REDIRECT, required_slo_binding=REDIRECT, entity_id=entity or None
        ).get("idp", {})
    except Exception as error:  # the parser raises whatever its own parts raise
        raise UnableToRead("provider.no_metadata") from error
    address = found.get("singleSignOnService", {}).get("url")
    named = found.get("entityId") or ""
    certificates = found.get("x509certMulti", {}).get("signing") or [found.get("x509cert")]
    certificates = ["".join(str(one).split()) for one in certificates if one]
    if not named or (entity and named != entity):
        raise UnableToRead("provider.other_entity", entity=entity)
    if not is_secure(address):
        raise UnableToRead("provider.not_secure")
    if not certificates or not all(_is_certificate(one) for one in certificates):
        raise UnableToRead("provider.no_certificate")
    return named, {"sso_url": address, "certificates": certificates}


def is_secure(address: Any) -> bool:
    """Whether it is an https address of some host, without a user or a fragment."""
    if not isinstance(address, str) or any(ord(sign) <= 32 for sign in address):
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc and not parts.fragment
    except ValueError:
        return False


def _is_certificate(text: str) -> bool:
    try:
        x509.load_der_x509_certificate(base64.b64decode(text, validate=True))
    except ValueError:
        return False
    return True
