"""A pytest plugin that takes one guard away for a run: COMPTOIR_MUTANT="name" of guards.py.

Loaded by name, before anything of the product is imported: `pytest -p tests.access.mutants.patched`. The source is
changed on its way to the interpreter; no file is written.
"""

import os
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType
from typing import Any

from tests.access.mutants.guards import MUTANTS, Mutant

VARIABLE = "COMPTOIR_MUTANT"


class _Patching(SourceFileLoader):
    """Loads one module with the guard taken away, past any compiled file."""

    mutant: Mutant

    def get_code(self, fullname: str) -> CodeType:
        text = self.get_data(self.path).decode("utf-8")
        return self.source_to_code(self.mutant.applied(text).encode("utf-8"), self.path)


class _Finder(MetaPathFinder):
    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != self.mutant.module:
            return None
        spec: Any = PathFinder.find_spec(fullname, path)
        spec.loader = _Patching(fullname, spec.origin)
        spec.loader.mutant = self.mutant
        return spec  # type: ignore[no-any-return]


if name := os.environ.get(VARIABLE):
    sys.meta_path.insert(0, _Finder(MUTANTS[name]))
