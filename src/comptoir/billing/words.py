"""What a line is called on a document, in the document's language.

Documents are made in background jobs, in the customer's language and not in a reader's: their few words
come from the offering's own names and from this table, complete in four languages.
"""

from typing import Any

from comptoir.kernel.periods import Month

CATEGORY_NAMES: dict[str, dict[str, str]] = {
    "national_voice": {
        "fr": "Appels nationaux",
        "nl": "Nationale oproepen",
        "en": "National calls",
        "de": "Inlandsgespräche",
    },
    "national_sms": {
        "fr": "SMS nationaux",
        "nl": "Nationale sms’en",
        "en": "National text messages",
        "de": "SMS im Inland",
    },
    "national_mms": {
        "fr": "MMS nationaux",
        "nl": "Nationale mms’en",
        "en": "National picture messages",
        "de": "MMS im Inland",
    },
    "national_data": {
        "fr": "Données mobiles en Belgique",
        "nl": "Mobiele data in België",
        "en": "Mobile data in Belgium",
        "de": "Mobile Daten in Belgien",
    },
    "roaming_eu_voice": {
        "fr": "Appels en roaming, zone UE",
        "nl": "Roamingoproepen, EU-zone",
        "en": "Roaming calls, EU zone",
        "de": "Roaming-Gespräche, EU-Zone",
    },
    "roaming_eu_sms": {
        "fr": "SMS en roaming, zone UE",
        "nl": "Roaming-sms’en, EU-zone",
        "en": "Roaming text messages, EU zone",
        "de": "Roaming-SMS, EU-Zone",
    },
    "roaming_eu_mms": {
        "fr": "MMS en roaming, zone UE",
        "nl": "Roaming-mms’en, EU-zone",
        "en": "Roaming picture messages, EU zone",
        "de": "Roaming-MMS, EU-Zone",
    },
    "roaming_eu_data": {
        "fr": "Données en roaming, zone UE",
        "nl": "Roamingdata, EU-zone",
        "en": "Roaming data, EU zone",
        "de": "Roaming-Daten, EU-Zone",
    },
    "roaming_world_voice": {
        "fr": "Appels en roaming, hors UE",
        "nl": "Roamingoproepen, buiten de EU",
        "en": "Roaming calls, outside the EU",
        "de": "Roaming-Gespräche außerhalb der EU",
    },
    "roaming_world_sms": {
        "fr": "SMS en roaming, hors UE",
        "nl": "Roaming-sms’en, buiten de EU",
        "en": "Roaming text messages, outside the EU",
        "de": "Roaming-SMS außerhalb der EU",
    },
    "roaming_world_mms": {
        "fr": "MMS en roaming, hors UE",
        "nl": "Roaming-mms’en, buiten de EU",
        "en": "Roaming picture messages, outside the EU",
        "de": "Roaming-MMS außerhalb der EU",
    },
    "roaming_world_data": {
        "fr": "Données en roaming, hors UE",
        "nl": "Roamingdata, buiten de EU",
        "en": "Roaming data, outside the EU",
        "de": "Roaming-Daten außerhalb der EU",
    },
    "international_voice": {
        "fr": "Appels internationaux",
        "nl": "Internationale oproepen",
        "en": "International calls",
        "de": "Auslandsgespräche",
    },
    "international_sms": {
        "fr": "SMS internationaux",
        "nl": "Internationale sms’en",
        "en": "International text messages",
        "de": "SMS ins Ausland",
    },
    "international_mms": {
        "fr": "MMS internationaux",
        "nl": "Internationale mms’en",
        "en": "International picture messages",
        "de": "MMS ins Ausland",
    },
    "value_added": {
        "fr": "Numéros à valeur ajoutée",
        "nl": "Betaalnummers",
        "en": "Value-added numbers",
        "de": "Mehrwertdienste",
    },
    "satellite": {
        "fr": "À bord de navires et d’avions",
        "nl": "Aan boord van schepen en vliegtuigen",
        "en": "On board ships and planes",
        "de": "An Bord von Schiffen und Flugzeugen",
    },
}
CORRECTIONS = {
    "fr": "{name}, régularisation de {month}",
    "nl": "{name}, regularisatie {month}",
    "en": "{name}, adjustment for {month}",
    "de": "{name}, Korrektur für {month}",
}
RECURRING = {
    "fr": "{name}, {month}",
    "nl": "{name}, {month}",
    "en": "{name}, {month}",
    "de": "{name}, {month}",
}
LANGUAGES = ("fr", "nl", "en", "de")


def line_name(kind: str, code: str, values: dict[str, Any], language: str) -> str:
    """The words of one invoice line in one of LANGUAGES; an offering without a name shows its code."""
    if kind == "usage":
        return CATEGORY_NAMES[code][language]
    names = values.get("names", {})
    name = str(names.get(language) or names.get("en") or code)
    if kind != "recurring":
        return name
    pattern = CORRECTIONS if values.get("correction") else RECURRING
    return pattern[language].format(name=name, month=month_name(values["month"], language))


def month_name(month: str, language: str) -> str:
    """'2026-03' as people write it: 'mars 2026'."""
    from babel.dates import format_date

    return str(format_date(Month.parse(month).first_day, "MMMM y", locale=language))
