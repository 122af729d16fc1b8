"""What is said beside a field of the registration form: what is wrong, or a number in its one form."""

import re
from collections.abc import Mapping

from comptoir.kernel.explanation import Step
from comptoir.kernel.identifiers import InvalidIdentifier, format_enterprise_number
from comptoir.registration.answers import Answers, affiliate_number, numbers_of
from comptoir.web.words import sentence

#: (tone, words)
Said = tuple[str, str]
#: What is said about a field depends on the others, which are looked at anew with it.
TOGETHER: Mapping[str, tuple[str, ...]] = {
    "enterprise_number": ("vat_number",),
    "vat_number": ("enterprise_number",),
    "kind": ("legal_form", "enterprise_number"),
    "country": ("enterprise_number", "vat_number", "phone"),
}
_OF_AFFILIATE = re.compile(r"affiliates-(\d{1,2})-(name|number|ground)", re.ASCII)


def said_of(name: str, answers: Answers, faults: Mapping[str, Step]) -> Said | None:
    """None: there is nothing to say. `name` is the field's, as in answers.problems."""
    if name in faults:
        return "bad", sentence(faults[name])
    if name == "enterprise_number":
        enterprise = numbers_of(answers).enterprise
        return ("good", format_enterprise_number(enterprise)) if enterprise else None
    if name == "vat_number":
        vat = numbers_of(answers).vat
        return ("good", vat) if vat else None
    return _of_affiliate(name, answers)


def field_of(address: str) -> str:
    """The name, as in answers.problems, of a field that an address calls 'affiliates-0-number'; others are the same."""
    found = _OF_AFFILIATE.fullmatch(address)
    return f"affiliates.{int(found[1])}.{found[2]}" if found else address


def _of_affiliate(name: str, answers: Answers) -> Said | None:
    """An affiliate's number as it was understood."""
    if not name.startswith("affiliates.") or not name.endswith(".number"):
        return None
    try:
        number = affiliate_number(answers.affiliates[int(name.split(".")[1])].number)
    except InvalidIdentifier:
        return None
    return "good", format_enterprise_number(number) if number.isdecimal() else number
