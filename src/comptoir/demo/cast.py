"""Who is in the demo world: the five named customers of cast.toml, and more made after them for larger scales."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from comptoir.demo.draws import Draws
from comptoir.demo.habits import read_data
from comptoir.demo.scale import Scale
from comptoir.kernel.sorting import fold

_PLACES = {
    "fr": (
        ("Rue de l’Église", "4000", "Liège"),
        ("Boulevard d’Avroy", "4020", "Liège"),
        ("Rue Haute", "1000", "Bruxelles"),
        ("Chaussée de Namur", "5030", "Gembloux"),
        ("Place du Marché", "6700", "Arlon"),
    ),
    "nl": (
        ("Kortrijksesteenweg", "9000", "Gent"),
        ("Sint-Jorisstraat", "8000", "Brugge"),
        ("Meir", "2000", "Antwerpen"),
        ("Diestsestraat", "3000", "Leuven"),
        ("Grote Markt", "2800", "Mechelen"),
    ),
    "de": (("Klosterstraße", "4700", "Eupen"), ("Hauptstraße", "4780", "Sankt Vith")),
    "en": (("Avenue des Arts", "1040", "Brussels"), ("Rue de la Loi", "1040", "Brussels")),
}
_TRADES = {
    "fr": (
        "Ateliers {}",
        "Menuiserie {}",
        "Imprimerie {}",
        "Garage {}",
        "Pépinières {}",
        "Boulangeries {}",
        "{} Conseil",
    ),
    "nl": ("Bakkerij {}", "Drukkerij {}", "Schrijnwerkerij {}", "{} Techniek", "Garage {}", "Kwekerij {}", "{} Advies"),
    "de": ("Schreinerei {}", "Bäckerei {}", "Autohaus {}"),
    "en": ("{} Partners", "{} Engineering", "{} & Daughters"),
}
_FORMS = {"fr": "SRL", "nl": "BV", "de": "GmbH", "en": "SRL"}


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    email: str
    language: str
    profile: str
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Billing:
    """A billing account with what its cards are like."""

    code: str
    name: str
    account: str
    language: str
    cards: int
    plans: Mapping[str, int]
    habits: Mapping[str, int]
    centres: tuple[str, ...]
    paper: bool = False


@dataclass(frozen=True, slots=True)
class Firm:
    """One customer with all that is known before any card is."""

    code: str
    name: str
    legal_form: str
    language: str
    street: str
    postcode: str
    city: str
    domain: str
    accounts: tuple[tuple[str, str], ...]
    billing: tuple[Billing, ...]
    centres: tuple[tuple[str, str], ...]
    people: tuple[Person, ...]
    place: str = ""
    parent: str = ""
    ground: str = ""
    grows: bool = field(default=False)


@dataclass(frozen=True, slots=True)
class Cast:
    operator: Mapping[str, str]
    staff: tuple[Person, ...]
    firms: tuple[Firm, ...]


def cast(scale: Scale) -> Cast:
    """Everybody at a scale; the named five are always the same."""
    data = read_data("cast.toml")
    firms = [_named(said, scale) for said in data["customers"]]
    shares = _shares(scale.cards_of_others, scale.others)
    firms += [_made(number, cards) for number, cards in enumerate(shares, 1)]
    staff = tuple(Person(s["name"], s["email"], s["language"], s["role"]) for s in data["staff"])
    return Cast(data["operator"], staff, tuple(firms))


@cache
def names(language: str) -> tuple[Sequence[str], Sequence[str]]:
    """First and last names of a language."""
    said = read_data("names.toml")[language]
    return said["first"], said["last"]


def address_of(name: str, domain: str) -> str:
    """An e-mail address: helene.verlaine@verlaine.example."""
    plain = "".join(sign if sign.isalnum() or sign == " " else "" for sign in fold(name))
    return f"{plain.encode('ascii', 'ignore').decode().replace(' ', '.')}@{domain}"


def _named(said: Mapping[str, Any], scale: Scale) -> Firm:
    centres = said["cost_centres"]
    cards = sum(b["cards"] for account in said["accounts"] for b in account["billing"])
    wanted = scale.growing if said.get("grows") and scale.growing else cards
    billing = [
        Billing(
            code=b["code"],
            name=b["name"],
            account=account["code"],
            language=b.get("language", said["language"]),
            cards=b["cards"] * wanted // cards,
            plans=b["plans"],
            habits=b["habits"],
            centres=tuple(centre["code"] for centre in centres if b["code"] in centre["billing"]),
            paper=b.get("paper", False),
        )
        for account in said["accounts"]
        for b in account["billing"]
    ]
    return Firm(
        **{
            key: said[key] for key in ("code", "name", "legal_form", "language", "street", "postcode", "city", "domain")
        },
        accounts=tuple((account["code"], account["name"]) for account in said["accounts"]),
        billing=tuple(_rounded_up(billing, wanted)),
        centres=tuple((centre["code"], centre["name"]) for centre in centres),
        people=tuple(_person(person, said) for person in said["people"]),
        place=said["place"],
        parent=said.get("parent", ""),
        ground=said.get("ground", ""),
        grows=said.get("grows", False),
    )


def _rounded_up(billing: list[Billing], cards: int) -> list[Billing]:
    """The first account takes what rounding left over."""
    missing = cards - sum(account.cards for account in billing)
    return [replace(billing[0], cards=billing[0].cards + missing), *billing[1:]]


def _person(said: Mapping[str, str], firm: Mapping[str, Any]) -> Person:
    email = address_of(said["name"], firm["domain"])
    language = said.get("language", firm["language"])
    return Person(said["name"], email, language, said["profile"], said.get("scope", ""))


def _shares(cards: int, firms: int) -> list[int]:
    """Cards for each firm, from many to few, all of them given out."""
    weights = [100 * 60 // (60 + 8 * place) + 6 for place in range(firms)]
    shares = [cards * weight // sum(weights) for weight in weights]
    return [shares[0] + cards - sum(shares), *shares[1:]] if shares else []


def _made(number: int, cards: int) -> Firm:
    draws = Draws("firm", number)
    language = draws.one_of(("fr", "nl", "fr", "nl", "nl", "fr", "de", "en"))
    last = draws.one_of(names(language)[1])
    street, postcode, city = draws.one_of(_PLACES[language])
    code = f"{fold(last).encode('ascii', 'ignore').decode().replace(' ', '-')}-{number:02d}"
    account = f"C{number:02d}"
    centres = tuple((f"{place}0", name) for place, name in enumerate(_departments(language), 1))
    domain = f"{code}.example"
    return Firm(
        code=code,
        name=draws.one_of(_TRADES[language]).format(last),
        legal_form=_FORMS[language],
        language=language,
        street=f"{street} {draws.between(1, 180)}",
        postcode=postcode,
        city=city,
        domain=domain,
        accounts=((account, city),),
        billing=_made_billing(account, city, language, cards, [centre for centre, _ in centres]),
        centres=centres,
        people=tuple(_made_people(draws, language, domain, last)),
        place=city,
    )


def _made_billing(account: str, city: str, language: str, cards: int, centres: Sequence[str]) -> tuple[Billing, ...]:
    """An office with two thirds of the cards, and people on the road."""
    office, road = {"m": 45, "s": 35, "l": 20}, {"s": 50, "m": 40, "flex": 10}
    indoors, outdoors = {"office": 75, "manager": 25}, {"field": 60, "shop": 40}
    third, inside = cards // 3, tuple(centres[:2])
    return (
        Billing(f"{account}-1", city, account, language, cards - third, office, indoors, inside),
        Billing(f"{account}-2", f"{city} 2", account, language, third, road, outdoors, (centres[2],)),
    )


def _departments(language: str) -> tuple[str, str, str]:
    return {
        "fr": ("Direction", "Administration", "Terrain"),
        "nl": ("Directie", "Administratie", "Buitendienst"),
        "de": ("Geschäftsführung", "Verwaltung", "Außendienst"),
        "en": ("Management", "Administration", "Field work"),
    }[language]


def _made_people(draws: Draws, language: str, domain: str, last: str) -> list[Person]:
    first, others = names(language)
    found: dict[str, Person] = {}
    for profile in ("access_owner", "finance_administrator", "fleet_administrator"):
        name = f"{draws.one_of(first)} {last if profile == 'access_owner' else draws.one_of(others)}"
        person = Person(name, address_of(name, domain), language, profile)
        found.setdefault(person.email, person)
    return list(found.values())
