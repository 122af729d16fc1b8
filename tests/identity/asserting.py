"""A SAML identity provider of our own: metadata, and answers to our requests, really signed."""

import base64
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from lxml import etree
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from tests.identity.keys import pair

ENTITY = "https://idp.acme.example/metadata"
NS = {
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "samlp": "urn:oasis:names:tc:SAML:2.0:protocol",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}
_METADATA = """<?xml version="1.0"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{entity}">
<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>
<ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{address}"/>
</md:IDPSSODescriptor></md:EntityDescriptor>"""
_RESPONSE = """<samlp:Response xmlns:samlp="{samlp}" xmlns:saml="{saml}" ID="{response_id}" Version="2.0"
 IssueInstant="{now}" Destination="{acs}"{in_response_to}><saml:Issuer>{entity}</saml:Issuer>
<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>
{assertion}</samlp:Response>"""
_ASSERTION = """<saml:Assertion xmlns:saml="{saml}" xmlns:samlp="{samlp}" ID="{assertion_id}" Version="2.0"
 IssueInstant="{now}"><saml:Issuer>{entity}</saml:Issuer>
<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{subject}</saml:NameID>
<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData
 NotOnOrAfter="{until}" Recipient="{acs}"{confirms}/></saml:SubjectConfirmation></saml:Subject>
<saml:Conditions NotBefore="{before}" NotOnOrAfter="{until}">{audience}</saml:Conditions>
<saml:AuthnStatement AuthnInstant="{now}" SessionIndex="s1"><saml:AuthnContext><saml:AuthnContextClassRef>
urn:oasis:names:tc:SAML:2.0:ac:classes:Password</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>
<saml:AttributeStatement><saml:Attribute Name="urn:oid:0.9.2342.19200300.100.1.3"><saml:AttributeValue>{email}
</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>"""


@dataclass
class Asked:
    """What our request says."""

    request_id: str
    acs: str
    issuer: str
    forced: bool


def metadata(*, entity: str = ENTITY, signed_by: str = "saml", address: str = "https://idp.acme.example/sso") -> str:
    return _METADATA.format(entity=entity, certificate=pair(signed_by).certificate_text, address=address)


def read_request(address: str) -> Asked:
    """The AuthnRequest that a browser carries to the provider (HTTP-Redirect binding)."""
    packed = parse_qs(urlsplit(address).query)["SAMLRequest"][0]
    found = etree.fromstring(zlib.decompress(base64.b64decode(packed), -15))
    return Asked(
        request_id=found.get("ID"),
        acs=found.get("AssertionConsumerServiceURL"),
        issuer=found.findtext("saml:Issuer", namespaces=NS),
        forced=found.get("ForceAuthn") == "true",
    )


def response(
    asked: Asked,
    subject: str,
    *,
    entity: str = ENTITY,
    audience: str | None = "",
    answers: str | None = "",
    confirms: str | None = "",
    signed_by: str | None = "saml",
    email: str = "someone@acme.example",
    age: timedelta = timedelta(),
) -> str:
    """A signed answer. Empty texts mean what is right; None leaves the part out."""
    right = {"audience": asked.issuer, "answers": asked.request_id, "confirms": asked.request_id}
    audience, answers, confirms = (
        right[name] if given == "" else given
        for name, given in (("audience", audience), ("answers", answers), ("confirms", confirms))
    )
    instant = datetime.now(UTC) - age
    values = {
        **{name: NS[name] for name in ("saml", "samlp")},
        "now": _time(instant),
        "before": _time(instant - timedelta(minutes=1)),
        "until": _time(instant + timedelta(minutes=5)),
        "acs": asked.acs,
        "entity": entity,
        "subject": subject,
        "email": email,
        "assertion_id": f"_{uuid4().hex}",
        "response_id": f"_{uuid4().hex}",
        "confirms": f' InResponseTo="{confirms}"' if confirms else "",
        "in_response_to": f' InResponseTo="{answers}"' if answers else "",
        "audience": ""
        if audience is None
        else f"<saml:AudienceRestriction><saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction>",
    }
    assertion = _ASSERTION.format(**values)
    if signed_by:
        assertion = signed(assertion, signed_by)
    return _RESPONSE.format(assertion=assertion, **values)


def signed(xml: str, signed_by: str) -> str:
    """With an enveloped signature, as identity providers make it."""
    made = OneLogin_Saml2_Utils.add_sign(
        xml, pair(signed_by).key_pem.decode(), pair(signed_by).certificate_pem.decode()
    )
    text = made.decode() if isinstance(made, bytes) else made
    return text.removeprefix('<?xml version="1.0"?>').strip()


def packed(xml: str) -> str:
    """As the browser posts it."""
    return base64.b64encode(xml.encode()).decode()


def _time(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
