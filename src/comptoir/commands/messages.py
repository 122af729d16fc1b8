"""`comptoir messages`: the words of the pages, from the sources to complete catalogues in four languages."""

import argparse
from typing import Any

from comptoir.commands.translation import catalogues, checks, sources


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("messages", help="extract, update, compile and check translations")
    steps = parser.add_subparsers(dest="step", required=True)
    steps.add_parser("extract", help="print every text that the sources mark for translation")
    steps.add_parser("update", help="bring the catalogues to the sources' texts; new ones are empty")
    steps.add_parser("compile", help="compile the catalogues for use")
    steps.add_parser("check", help="fail on anything missing, stale, fuzzy, untranslated or outside translation")


def run(arguments: argparse.Namespace) -> int:
    steps = {"extract": _extract, "update": _update, "compile": _compile, "check": _check}
    return steps[arguments.step]()


def _extract() -> int:
    for key in sources.texts_in():
        print(" | ".join(repr(part) for part in key if part))
    return 0


def _update() -> int:
    texts = sources.texts_in()
    for language in catalogues.LANGUAGES:
        empty = catalogues.renew(language, texts)
        print(f"{language}: {len(texts)} texts, {empty} to translate")
    return 0


def _compile() -> int:
    for path in catalogues.compile_all():
        print(f"compiled {path.parts[-3]}")
    return 0


def _check() -> int:
    faults = checks.faults()
    for fault in faults:
        print(fault)
    print(f"{len(faults)} faults in the translations." if faults else "The translations are complete.")
    return 1 if faults else 0
