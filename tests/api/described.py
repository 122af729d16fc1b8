"""A plain reading of the OpenAPI document: what may be asked, and whether an answer is what it says."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

_TYPES: dict[str, Any] = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None)}


@dataclass(frozen=True)
class Operation:
    """One GET of the document."""

    address: str
    said: dict[str, Any]
    document: dict[str, Any]

    def asked(self, samples: dict[str, list[str]]) -> st.SearchStrategy[str]:
        """Addresses: parameters as described, as they are in the world (`samples`), and as nobody expects them."""
        parts = {
            parameter["name"]: (parameter["in"], _values(parameter["schema"], samples.get(parameter["name"], [])))
            for parameter in self.said.get("parameters", ())
        }
        inside = {name: values for name, (where, values) in parts.items() if where == "path"}
        beside = {name: values for name, (where, values) in parts.items() if where == "query"}
        return st.builds(self._written, st.fixed_dictionaries(inside), st.fixed_dictionaries({}, optional=beside))

    def _written(self, inside: dict[str, str], beside: dict[str, str]) -> str:
        address = self.address
        for name, value in inside.items():
            address = address.replace(f"{{{name}}}", quote(value, safe="") or "x")
        return f"{address}?{urlencode(beside)}" if beside else address

    def wrong_with(self, response: Any) -> str:
        """What the answer is that the document does not say; empty: nothing."""
        expected = self.said["responses"].get(str(response.status_code))
        if expected is None:
            return f"{response.status_code} is not described"
        kind = response.headers["Content-Type"].partition(";")[0]
        if kind not in expected.get("content", {}):
            return f"{kind} is not described for {response.status_code}"
        if not kind.endswith("json"):
            return ""
        schema = expected["content"][kind]["schema"]
        return "; ".join(wrong(response.json(), schema, self.document))


def operations(document: dict[str, Any]) -> list[Operation]:
    return [Operation(path, said["get"], document) for path, said in document["paths"].items()]


def wrong(value: Any, schema: dict[str, Any], document: dict[str, Any], where: str = "it") -> Iterator[str]:
    """How a value differs from its schema: also by a field that the schema does not name."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        yield from wrong(value, document["components"]["schemas"][name], document, where)
    elif "anyOf" in schema:
        if all(list(wrong(value, one, document, where)) for one in schema["anyOf"]):
            yield f"{where} is none of what it may be: {value!r}"
    elif schema.get("type") == "object":
        yield from _wrong_object(value, schema, document, where)
    elif schema.get("type") == "array":
        if not isinstance(value, list):
            yield f"{where} is no list"
        for number, one in enumerate(value if isinstance(value, list) else ()):
            yield from wrong(one, schema["items"], document, f"{where}[{number}]")
    elif "type" in schema:
        yield from _wrong_value(value, schema, where)


def _wrong_object(value: Any, schema: dict[str, Any], document: dict[str, Any], where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where} is no object"
        return
    known, more = schema.get("properties", {}), schema.get("additionalProperties", False)
    for name in set(schema.get("required", ())) - set(value):
        yield f"{where}.{name} is missing"
    for name, one in value.items():
        if name in known:
            yield from wrong(one, known[name], document, f"{where}.{name}")
        elif more is False:
            yield f"{where}.{name} is not described"
        elif isinstance(more, dict):
            yield from wrong(one, more, document, f"{where}.{name}")


def _wrong_value(value: Any, schema: dict[str, Any], where: str) -> Iterator[str]:
    kind = _TYPES[schema["type"]]
    if not isinstance(value, kind) or (isinstance(value, bool) and schema["type"] != "boolean"):
        yield f"{where} is no {schema['type']}: {value!r}"
        return
    reads = {"date": date.fromisoformat, "date-time": datetime.fromisoformat}.get(schema.get("format", ""))
    if reads is not None:
        try:
            reads(value)
        except ValueError:
            yield f"{where} is no {schema['format']}: {value!r}"


def _values(schema: dict[str, Any], samples: list[str]) -> st.SearchStrategy[str]:
    """Values of a parameter: half of them from the world, where it has some."""
    nonsense = st.one_of(
        st.text(max_size=8), st.sampled_from(["", "0", "-1", "1e9", "null", "%00", "a b", "2026-13", "9" * 30, "é"])
    )
    within = st.just("")
    for one in schema.get("anyOf", [schema]):
        if one.get("type") == "integer":
            low, high = one.get("minimum", -(2**40)), one.get("maximum", 2**40)
            within = within | st.integers(int(low), int(high)).map(str)
        if one.get("format") == "date-time":
            within = within | st.sampled_from(["2026-10-01T00:00:00Z", "2026-11-21T06:30:00+01:00", "2026-10-01"])
    given = [st.sampled_from(samples)] * 2 if samples else []
    return st.one_of(*given, within, nonsense)
