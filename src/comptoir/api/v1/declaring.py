"""Operations of the JSON API: each says what it needs when it is written, or no address leads to it."""

from collections.abc import Callable
from typing import Annotated, Any

from ninja import Path, Query, Router

from comptoir.api.paging import MOST, USUAL

Limit = Annotated[int, Query(ge=1, le=MOST, description=f"How many rows at most; {USUAL} if not said.")]
After = Annotated[str, Query(max_length=500, description="The `after` of the page before; empty: from the start.")]
Key = Annotated[int, Path(ge=-(2**63), lt=2**63)]

router = Router()
#: Which capabilities each operation needs, by its name; without any: every token.
DECLARED: dict[str, tuple[str, ...]] = {}


def read(
    path: str, *capabilities: str, response: Any, file: str = ""
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A GET that answers a token which holds one of `capabilities`. Its docstring is its description.

    `file`: what kind of file it answers, where that is no JSON.
    """

    def declared(view: Callable[..., Any]) -> Callable[..., Any]:
        name = view.__name__
        if name in DECLARED:
            raise ValueError(f"Two operations are called {name}.")
        DECLARED[name] = capabilities
        extra: dict[str, Any] = {"x-capabilities": list(capabilities)}
        if file:
            extra["responses"] = {200: {"content": {file: {"schema": {"type": "string", "format": "binary"}}}}}
        made: Callable[..., Any] = router.get(
            path, response=response, url_name=name, operation_id=name, openapi_extra=extra
        )(view)
        return made

    return declared
