"""Documents to test with: a telling invoice in each language, small enough to read."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from comptoir.documents.brand import Brand
from comptoir.documents.invoice import Buyer, Card, CardLine, Invoice, Line, Quantity, Settlement, VatLine
from comptoir.documents.languages import Language
from comptoir.kernel.periods import DatePeriod

D = Decimal

BRAND = Brand(
    name="Northwind Telecom",
    colour="#2d62c9",
    address=("Havenlaan 86C", "1000 Brussels"),
    vat_number="BE 0403.019.261",
    register="RPR/RPM Brussels",
    iban="BE71096123456769",
    bic="GKCCBEBB",
    website="northwind.example",
    email="invoices@northwind.example",
    phone="0800 12 345",
)

BUYERS: dict[Language, Buyer] = {
    "fr": Buyer(
        name="Chocolaterie Saint-Gilles et Fils SRL",
        address=("À l’attention de la comptabilité", "Chaussée de Charleroi 112 bte 4", "1060 Saint-Gilles"),
        vat_number="BE 0417.497.106",
        customer_number="C-10482",
        billing_account="BA-10482-01",
        reference="Bon de commande 4500012873",
    ),
    "nl": Buyer(
        name="Van den Broecke & Zonen Transport NV",
        address=("T.a.v. de boekhouding", "Noorderlaan 147", "2030 Antwerpen"),
        vat_number="BE 0417.497.106",
        customer_number="C-10482",
        billing_account="BA-10482-01",
        reference="Bestelbon 4500012873",
    ),
    "en": Buyer(
        name="Acme Logistics Group NV",
        address=("Accounts payable", "Avenue Louise 480", "1050 Brussels"),
        vat_number="BE 0417.497.106",
        customer_number="C-10482",
        billing_account="BA-10482-01",
        reference="PO 4500012873",
    ),
    "de": Buyer(
        name="Ostbelgische Präzisionsmaschinenbaugesellschaft mbH",
        address=("Kreditorenbuchhaltung", "Industriestraße 38", "4700 Eupen"),
        vat_number="BE 0417.497.106",
        customer_number="C-10482",
        billing_account="BA-10482-01",
        reference="Bestellung 4500012873",
    ),
}

DESCRIPTIONS: dict[Language, tuple[str, ...]] = {
    "fr": (
        "Flex Business M",
        "Option Roaming Monde",
        "Insights Plus",
        "Appels nationaux vers mobiles",
        "Appels en roaming hors UE",
        "Données en roaming, États-Unis",
        "SMS internationaux",
        "Remplacement de carte SIM",
        "Remise flotte 10 %",
    ),
    "nl": (
        "Flex Business M",
        "Optie Roaming Wereld",
        "Insights Plus",
        "Nationale oproepen naar mobiel",
        "Roamingoproepen buiten de EU",
        "Roamingdata, Verenigde Staten",
        "Internationale sms’en",
        "Vervanging simkaart",
        "Vlootkorting 10 %",
    ),
    "en": (
        "Flex Business M",
        "Roaming World option",
        "Insights Plus",
        "National calls to mobiles",
        "Roaming calls outside the EU",
        "Roaming data, United States",
        "International SMS",
        "Replacement SIM card",
        "Fleet discount 10%",
    ),
    "de": (
        "Flex Business M",
        "Option Roaming Welt",
        "Insights Plus",
        "Inlandsgespräche in Mobilfunknetze",
        "Roaminggespräche außerhalb der Europäischen Union",
        "Roaming-Datenverkehr, Vereinigte Staaten",
        "Internationale Kurznachrichten",
        "Ersatz einer SIM-Karte",
        "Flottenrabatt 10 %",
    ),
}
LATE: dict[Language, str] = {
    "fr": "Dont 3 communications tardives de novembre 2025",
    "nl": "Waarvan 3 laattijdige oproepen van november 2025",
    "en": "Of which 3 late records of November 2025",
    "de": "Davon 3 verspätete Verbindungen vom November 2025",
}

S = D(21)


def lines_in(language: Language) -> tuple[Line, ...]:
    names = DESCRIPTIONS[language]
    return (
        Line("recurring", names[0], D("620.00"), S, Quantity(D(40), "pieces"), D("15.5")),
        Line("recurring", names[1], D("62.50"), S, Quantity(D("12.5"), "months"), D(5)),
        Line("recurring", names[2], D("49.00"), S, Quantity(D(1), "months"), D(49)),
        Line("usage", names[3], D("213.87"), S, Quantity(D(384_615), "seconds"), D("0.0334")),
        Line("usage", names[4], D("88.40"), S, Quantity(D(7_072), "seconds"), D("0.75"), LATE[language]),
        Line("usage", names[5], D("1204.36"), S, Quantity(D(4_817_440_000), "bytes"), D("0.25")),
        Line("usage", names[6], D("41.20"), S, Quantity(D(412), "messages"), D("0.1")),
        Line("one_off", names[7], D("10.00"), D(0), Quantity(D(2), "pieces"), D(5)),
        Line("discount", names[8], D("-62.00"), S),
    )


def cards(count: int, language: Language = "en") -> tuple[Card, ...]:
    names = DESCRIPTIONS[language]
    users = ("Jana Peeters", "Łukasz Wiśniewski", "Zoë Van Cauwenberghe", "José-María Núñez Fernández")
    return tuple(
        Card(
            number=f"0470 {index // 100:02d} {index % 100:02d} 56",
            user=users[index % len(users)],
            cost_centre=("Sales", "Logistics", "")[index % 3],
            lines=(
                CardLine(names[0], D("15.50"), Quantity(D(1), "months")),
                CardLine(names[3], D("2.37"), Quantity(D(4_263), "seconds")),
                CardLine(names[5], D("0.25"), Quantity(D(1_200_000), "bytes")),
            ),
        )
        for index in range(count)
    )


def invoice(language: Language = "en", **changes: Any) -> Invoice:
    """An invoice of 2 690.43 with two VAT rates; `changes` replace its fields."""
    base = Invoice(
        number="2025-0004182",
        issued_on=date(2026, 1, 5),
        due_on=date(2026, 2, 4),
        period=DatePeriod(date(2025, 12, 1), date(2026, 1, 1)),
        brand=BRAND,
        buyer=BUYERS[language],
        lines=lines_in(language),
        vat_lines=(
            VatLine(S, D("2217.33"), D("465.64")),
            VatLine(D(0), D("10.00"), D("0.00"), "outside_scope"),
        ),
        settlement=Settlement(structured_communication="+++123/4567/89002+++"),
    )
    return replace(base, **changes)


def long_invoice(count: int, language: Language = "en") -> Invoice:
    """An invoice with so many lines, all at one rate."""
    names = DESCRIPTIONS[language]
    lines = tuple(
        Line(
            "usage" if index % 3 else "recurring",
            f"{names[index % 8]} {index}",
            D("1.25"),
            S,
            Quantity(D(60 + index), "seconds"),
            D("0.02"),
        )
        for index in range(count)
    )
    net = D("1.25") * count
    return invoice(language, lines=lines, vat_lines=(VatLine(S, net, (net * S / 100).quantize(D("0.01"))),))
