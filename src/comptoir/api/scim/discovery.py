"""What this service can do, as it tells directories (RFC 7643, 5 to 7)."""

from typing import Any

from scim2_models import (
    AuthenticationScheme,
    Bulk,
    ChangePassword,
    ETag,
    Filter,
    Meta,
    Patch,
    ResourceType,
    Schema,
    ScimProvider,
    ServiceProviderConfig,
    Sort,
)

from comptoir.directory.shapes import Person, Team

MOST = 200
USUAL = 100

_CONFIG = ServiceProviderConfig(
    patch=Patch(supported=True),
    bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
    filter=Filter(supported=True, max_results=MOST),
    change_password=ChangePassword(supported=False),
    sort=Sort(supported=True),
    etag=ETag(supported=True),
    authentication_schemes=[
        AuthenticationScheme(
            type=AuthenticationScheme.Type.oauthbearertoken,
            name="API token",
            description="A token that may provision people, made in the portal, in the Authorization header.",
            primary=True,
        )
    ],
)
_PROVIDER = ScimProvider(
    models=[Person, Team],
    resource_types=[ResourceType.from_resource(Person), ResourceType.from_resource(Team)],
    config=_CONFIG,
)


def configuration(root: str) -> ServiceProviderConfig:
    """The service's abilities; `root` is the address of the directory's service."""
    placed: ServiceProviderConfig = _placed(_CONFIG, "ServiceProviderConfig", f"{root}/ServiceProviderConfig")
    return placed


def resource_types(root: str) -> list[ResourceType]:
    return [_placed(one, "ResourceType", f"{root}/ResourceTypes/{one.id}") for one in _PROVIDER.resource_types]


def schemas(root: str) -> list[Schema]:
    return [_placed(one, "Schema", f"{root}/Schemas/{one.id}") for one in _PROVIDER.schemas]


def _placed(thing: Any, kind: str, location: str) -> Any:
    placed = thing.model_copy()
    placed.meta = Meta(resource_type=kind, location=location)
    return placed
