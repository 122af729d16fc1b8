"""What a registrant answers, and what is wrong with it (P-01; GC 1.2, 2.1.1, 9.1).

`problems` is the one rule for the form as one types, for the form sent, and for the action that submits it.
A field is named as in the form: "vat_number", or "affiliates.0.number".
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Self

from comptoir.kernel.explanation import Step
from comptoir.kernel.identifiers import (
    InvalidIdentifier,
    parse_enterprise_number,
    parse_phone_number,
    parse_vat_number,
)
from comptoir.parties.models import Control, Language
from comptoir.registration.countries import COUNTRIES, HOME
from comptoir.registration.models import CustomerKind

MOST_AFFILIATES = 50
LONGEST = {
    "legal_name": 200, "legal_form": 40, "enterprise_number": 30, "vat_number": 30, "street": 200, "postcode": 12,
    "city": 100, "name": 200, "phone": 40,
}  # fmt: skip
_UNWRITTEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_NEEDED = ("legal_name", "street", "postcode", "city", "name", "phone")


@dataclass(frozen=True, slots=True)
class AffiliateAnswer:
    """One affiliate as it was named; all empty: a row left blank."""

    name: str = ""
    number: str = ""
    ground: str = ""

    @property
    def is_blank(self) -> bool:
        return not (self.name or self.number or self.ground)


@dataclass(frozen=True, slots=True)
class Answers:
    """The registration form as it was typed."""

    kind: str = CustomerKind.LEGAL_PERSON.value
    legal_name: str = ""
    legal_form: str = ""
    enterprise_number: str = ""
    vat_number: str = ""
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = HOME
    name: str = ""
    phone: str = ""
    language: str = Language.FRENCH.value
    wants_access_owner: bool = True
    affiliates: tuple[AffiliateAnswer, ...] = ()
    consent: bool = False
    may_bind: bool = False
    terms: bool = False

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """From a draft as it was kept; what is missing there is as in an empty form."""
        known = {one.name for one in fields(cls)}
        values = {name: value for name, value in kept.items() if name in known and name != "affiliates"}
        rows = tuple(AffiliateAnswer(**row) for row in kept.get("affiliates", ()))
        return cls(**values, affiliates=rows)

    def kept(self) -> dict[str, Any]:
        """As a draft is kept: JSON types, cut at a length that no honest answer reaches."""
        values: dict[str, Any] = {}
        for one in fields(self):
            value = getattr(self, one.name)
            values[one.name] = value[:1000] if isinstance(value, str) else value
        rows = self.affiliates[:MOST_AFFILIATES]
        return values | {
            "affiliates": [{"name": r.name[:300], "number": r.number[:50], "ground": r.ground[:20]} for r in rows]
        }

    @property
    def named(self) -> tuple[AffiliateAnswer, ...]:
        return tuple(row for row in self.affiliates if not row.is_blank)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Both numbers in their one form; of a Belgian VAT number the enterprise number follows."""

    enterprise: str = ""
    vat: str = ""
    faults: dict[str, Step] = field(default_factory=dict)


def problems(answers: Answers) -> dict[str, Step]:
    """What is wrong, by field, in the order of the form; empty: it can be submitted."""
    found: dict[str, Step] = {}
    for name, step in _all(answers):
        found.setdefault(name, step)
    return dict(sorted(found.items(), key=lambda pair: _place(pair[0])))


def normalised(answers: Answers) -> Answers:
    """Sound answers with identifiers in their one form, and without what does not concern this kind of customer."""
    numbers = numbers_of(answers)
    return replace(
        answers,
        legal_name=answers.legal_name.strip(),
        legal_form=answers.legal_form.strip() if answers.kind == CustomerKind.LEGAL_PERSON else "",
        enterprise_number=numbers.enterprise,
        vat_number=numbers.vat,
        phone=parse_phone_number(answers.phone, answers.country),
        affiliates=tuple(replace(row, number=affiliate_number(row.number)) for row in answers.named),
    )


def numbers_of(answers: Answers) -> Numbers:
    """The numbers as typed, checked (modulo 97) and held against each other."""
    enterprise, vat, faults = "", "", {}
    if answers.enterprise_number.strip() and answers.country != HOME:
        faults["enterprise_number"] = Step("registration.enterprise_number_of_home", {})
    elif answers.enterprise_number.strip():
        try:
            enterprise = parse_enterprise_number(answers.enterprise_number)
        except InvalidIdentifier as fault:
            faults["enterprise_number"] = Step(fault.message, dict(fault.values))
    if answers.vat_number.strip():
        try:
            vat = parse_vat_number(answers.vat_number)
        except InvalidIdentifier as fault:
            faults["vat_number"] = Step("identifier.vat_number.unknown", {"text": fault.values["text"]})
    if vat.startswith(HOME) and answers.country == HOME and not faults:
        enterprise = enterprise or vat.removeprefix(HOME)
        if vat.removeprefix(HOME) != enterprise:
            faults["vat_number"] = Step("registration.vat_of_another", {})
    return Numbers(enterprise, vat, faults)


def affiliate_number(text: str) -> str:
    """An enterprise number, or the VAT number of a company of another country. Raises InvalidIdentifier."""
    if re.match(r"\s*(?!BE)[A-Za-z]{2}", text, re.IGNORECASE):
        return parse_vat_number(text)
    return parse_enterprise_number(text)


def _place(name: str) -> int:
    """Where a field stands in the form."""
    order = [one.name for one in fields(Answers)]
    return order.index(name.partition(".")[0])


def _all(answers: Answers) -> Iterator[tuple[str, Step]]:
    yield from _texts(answers)
    yield from _company(answers)
    yield from _registrant(answers)
    yield from _affiliates(answers)
    if not answers.may_bind:
        yield "may_bind", Step("registration.must_bind", {})
    if not answers.terms:
        yield "terms", Step("registration.must_accept_terms", {})


def _texts(answers: Answers) -> Iterator[tuple[str, Step]]:
    for name in LONGEST:
        text = getattr(answers, name)
        if name in _NEEDED and not text.strip():
            yield name, Step(f"registration.needed.{name}", {})
        elif len(text) > LONGEST[name]:
            yield name, Step("registration.too_long", {"most": LONGEST[name]})
        elif _UNWRITTEN.search(text):
            yield name, Step("registration.unwritten", {})


def _company(answers: Answers) -> Iterator[tuple[str, Step]]:
    if answers.kind not in CustomerKind.values:
        yield "kind", Step("registration.choose", {})
    if answers.country not in COUNTRIES:
        yield "country", Step("registration.choose", {})
    if answers.kind == CustomerKind.LEGAL_PERSON and not answers.legal_form.strip():
        yield "legal_form", Step("registration.needed.legal_form", {})
    numbers = numbers_of(answers)
    yield from numbers.faults.items()
    if answers.kind == CustomerKind.LEGAL_PERSON and answers.country == HOME and not numbers.enterprise:
        yield "enterprise_number", Step("registration.needed.enterprise_number", {})


def _registrant(answers: Answers) -> Iterator[tuple[str, Step]]:
    if answers.language not in Language.values:
        yield "language", Step("registration.choose", {})
    try:
        parse_phone_number(answers.phone, answers.country if answers.country in COUNTRIES else HOME)
    except InvalidIdentifier as fault:
        yield "phone", Step(fault.message, dict(fault.values))


def _affiliates(answers: Answers) -> Iterator[tuple[str, Step]]:
    numbers = numbers_of(answers)
    seen = {numbers.enterprise, numbers.vat} - {""}
    if len(answers.affiliates) > MOST_AFFILIATES:
        yield "affiliates", Step("registration.too_many_affiliates", {"most": MOST_AFFILIATES})
    for position, row in enumerate(answers.affiliates):
        if row.is_blank:
            continue
        where = f"affiliates.{position}"
        if not row.name.strip() or len(row.name) > 200 or _UNWRITTEN.search(row.name):
            yield f"{where}.name", Step("registration.needed.affiliate_name", {})
        if row.ground not in Control.values:
            yield f"{where}.ground", Step("registration.needed.ground", {})
        try:
            number = affiliate_number(row.number)
        except InvalidIdentifier as fault:
            yield f"{where}.number", Step(fault.message, dict(fault.values))
        else:
            if number in seen:
                yield f"{where}.number", Step("registration.named_twice", {})
            seen.add(number)
    if answers.named and not answers.consent:
        yield "consent", Step("registration.must_guarantee", {})
