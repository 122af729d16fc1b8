"""Two companies whose directories are connected, each by a service account with a token, and clients for them."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

from comptoir.access.actions.rights import give_right
from comptoir.access.actions.service_accounts import create_service_account
from comptoir.access.actions.tokens import create_token
from comptoir.access.capabilities import ACCESS_MANAGER, SCIM_PROVISION
from comptoir.access.models import Token, User
from comptoir.parties.models import Customer
from comptoir.scope.actor import Actor
from tests.access.group import AT, Group, build

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


@dataclass
class Directory:
    """One customer's directory and its connection."""

    customer: Customer
    token: Token
    secret: str

    def ask(self, method: str, path: str, body: Any = None, *, code: str = "", **headers: str) -> Any:
        """A request below the customer's own root, or below another's."""
        return ask(self.secret, method, f"/scim/v2/{code or self.customer.code}/{path}", body, **headers)

    def provision(self, name: str, /, email: str = "", **more: Any) -> dict[str, Any]:
        """A person told by the directory, as it is answered."""
        body = {"schemas": [USER], "userName": name, "emails": [{"value": email or name}], **more}
        response = self.ask("POST", "Users", body)
        assert response.status_code == 201, response.content
        found: dict[str, Any] = response.json()
        return found

    def patch(self, person: str, *operations: dict[str, Any], kind: str = "Users") -> Any:
        return self.ask("PATCH", f"{kind}/{person}", {"schemas": [PATCH], "Operations": list(operations)})


def ask(secret: str, method: str, address: str, body: Any = None, **headers: str) -> Any:
    """One request by token; `body` is sent as SCIM's JSON, or as it is when it is a text."""
    sent = body if isinstance(body, str | bytes) else b"" if body is None else json.dumps(body)
    every = {"Authorization": f"Bearer {secret}"} | {name.replace("_", "-"): said for name, said in headers.items()}
    client = Client(raise_request_exception=False)
    return client.generic(method, address, sent, content_type="application/scim+json", headers=every)


def connect(customer: Customer, by: Actor) -> Directory:
    """A service account with the one right to provision, and its token."""
    account = create_service_account(customer, name="Directory", by=by, at=AT)
    give_right(
        customer,
        holder=account,
        profile=ACCESS_MANAGER,
        capabilities=[SCIM_PROVISION],
        scope=customer.scope,
        by=by,
        at=AT,
    )
    made = create_token(customer, user=account, name="directory", capabilities=[SCIM_PROVISION], days=30, by=by, at=AT)
    return Directory(customer, made.token, made.secret)


def two() -> tuple[Group, Directory, Directory]:
    """The world, the parent company's directory and the stranger's."""
    group = build()
    own = connect(group.parent.customer, group.acting("ann"))
    other = connect(group.stranger.customer, group.acting("sam", group.stranger))
    return group, own, other


def user_of(email: str) -> User:
    return User.objects.get(email=email)
