#!/usr/bin/env python3
"""`python3 benchmarks/run.py NAME --json`: runs one benchmark and prints what it measured as one JSON object.

A benchmark is a module in this folder with `run(options) -> dict`: name, figures, peers, ratios and, if it
likes, machine. It may have `add_options(parser)`. `python3 benchmarks/run.py` lists them. The packages come
from the environment that demo.py and test.py use; it is made when it is missing.
"""

import argparse
import ast
import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent


def main() -> int:
    names = benchmarks()
    parser = argparse.ArgumentParser(prog="benchmarks/run.py", add_help=False)
    parser.add_argument("name", nargs="?", choices=sorted(names), help="which benchmark")
    known, _ = parser.parse_known_args()
    if known.name is None:
        print("\n".join(f"{name:<12} {summary}" for name, summary in sorted(names.items())))
        return 0
    _enter_environment()
    from machine import described

    module = importlib.import_module(known.name)
    options = _options(module, known.name)
    found = module.run(options)
    found["machine"] = {**described(), **found.get("machine", {})}
    print(json.dumps(found) if options.json else _readable(found))
    return 0


def benchmarks() -> dict[str, str]:
    """The modules of this folder that have `run(options)`, with the first sentence of what they say."""
    found = {}
    for path in sorted(FOLDER.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "run"]
        if functions and functions[0].args.args:
            found[path.stem] = (ast.get_docstring(tree) or "").split("\n", 1)[0]
    return found


def _options(module: Any, name: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=f"benchmarks/run.py {name}", description=module.__doc__)
    parser.add_argument("name")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    if hasattr(module, "add_options"):
        module.add_options(parser)
    return parser.parse_args()


def _enter_environment() -> None:
    """Goes on in the project's environment, unless this Python has the packages already."""
    sys.path[:0] = [str(FOLDER), str(FOLDER.parent / "src"), str(FOLDER.parent)]
    try:
        import casbin  # noqa: F401
        import duckdb  # noqa: F401
        import numba  # noqa: F401
        import polars  # noqa: F401
    except ImportError:
        if os.environ.get("COMPTOIR_BENCH"):
            raise
        import bootstrap

        try:
            python = str(bootstrap.prepare("bench"))
        except bootstrap.UnableToPrepare as error:
            sys.exit(str(error))
        os.execve(python, [python, *sys.argv], bootstrap.environment(COMPTOIR_BENCH="1"))


def _readable(found: dict[str, Any]) -> str:
    lines = [found["name"]]
    for part in ("figures", "peers", "ratios", "machine"):
        lines.append(f"  {part}")
        lines += [f"    {key:<28} {value}" for key, value in found[part].items()]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
