"""A small OpenID provider of our own: discovery, keys, authorization with PKCE and nonce, tokens; over real https.

It is as strict as a real one: a code works once, for the client, address and verifier that it was given to. What a
test wants wrong is set on it: `claims` overrides what it says of a person, `signed_by` with which key.
"""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

from tests.identity.keys import pair
from tests.identity.servers import serving

CLIENT, SECRET = "comptoir-at-acme", "a-very-secret-secret"


@dataclass
class Provider:
    port: int = 0
    person: str = "subject-of-bob"  # who a browser that comes to the sign-in page is
    claims: dict[str, Any] = field(default_factory=dict)
    signed_by: str = "openid"
    algorithm: str = "RS256"
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return f"https://localhost:{self.port}"

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        """discovery, keys, the sign-in page, token."""
        if path == "/.well-known/openid-configuration":
            return _json(self.discovery())
        if path == "/keys":
            return _json({"keys": [self.key()]})
        if path.startswith("/authorize?"):
            back = self.authorize(f"{self.issuer}{path}", self.person).replace("&", "&amp;")
            return 200, {"Content-Type": "text/html"}, f'<a id="go" href="{back}">That is me</a>'.encode()
        if path == "/token" and method == "POST":
            return self.token({name: values[0] for name, values in parse_qs(body.decode()).items()}, headers)
        return 404, {}, b""

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }

    def key(self) -> dict[str, Any]:
        public = pair("openid").key.public_key()
        return json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(public)) | {"kid": "one", "use": "sig", "alg": "RS256"}

    def authorize(self, address: str, subject: str) -> str:
        """What the provider answers to a browser sent to `address`: the address that it sends it back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        self.asked.append(asked)
        assert address.startswith(f"{self.issuer}/authorize?"), address
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked | {"subject": subject}
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.issuer})}"

    def token(self, said: dict[str, str], headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        asked = self.codes.pop(said.get("code", ""), None)
        verifier = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        fits = asked is not None and (
            said.get("redirect_uri") == asked["redirect_uri"]
            and (said.get("client_id"), said.get("client_secret")) == (CLIENT, SECRET)
            and challenge == asked["code_challenge"]
        )
        if not fits or asked is None:
            return _json({"error": "invalid_grant"}, 400)
        token = self.id_token(asked)
        return _json({"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "id_token": token})

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": asked["subject"],
            "nonce": asked.get("nonce"),
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
        } | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.algorithm == "none":
            return jwt.encode(claims, None, algorithm="none", headers={"kid": "one"})
        if self.algorithm == "HS256":
            return jwt.encode(claims, "a-shared-secret-that-is-long-enough", algorithm="HS256", headers={"kid": "one"})
        return jwt.encode(claims, pair(self.signed_by).key_pem, algorithm="RS256", headers={"kid": "one"})


@contextmanager
def openid_provider() -> Iterator[Provider]:
    made = Provider()
    with serving(made.answer) as port:
        made.port = port
        yield made


def _json(said: Any, status: int = 200) -> tuple[int, dict[str, str], bytes]:
    return status, {"Content-Type": "application/json"}, json.dumps(said).encode()
