"""The operator as its documents show it."""

from dataclasses import dataclass

from comptoir.documents import colour


@dataclass(frozen=True, slots=True)
class Brand:
    """Name, colour ('#rrggbb'), legal and bank data of the operator; `logo_svg` replaces the name on top."""

    name: str
    colour: str
    address: tuple[str, ...]
    vat_number: str
    iban: str
    bic: str
    register: str = ""
    website: str = ""
    email: str = ""
    phone: str = ""
    logo_svg: str = ""

    def __post_init__(self) -> None:
        colour.readable_on_white(self.colour)
        if not self.name.strip():
            raise ValueError("An operator has a name.")

    def colours(self) -> dict[str, str]:
        """The colours of a page in this brand: the mark, its letter, readable ink, a wash behind boxes."""
        return {
            "mark": self.colour,
            "on_mark": colour.text_on(self.colour),
            "ink": colour.readable_on_white(self.colour),
            "wash": colour.tint(self.colour, 0.06),
            "edge": colour.tint(self.colour, 0.22),
        }

    def contact_lines(self, vat_text: str) -> list[str]:
        """The lines at the foot of a page; `vat_text` is 'VAT BE 0...' in the document's language."""
        who = " · ".join(part for part in (self.name, *self.address) if part)
        legal = " · ".join(part for part in (vat_text, self.register) if part)
        reach = " · ".join(part for part in (self.phone, self.email, self.website) if part)
        return [line for line in (who, legal, reach) if line]
