"""Which source files a step of the pipeline is made of, so that editing one makes it stale."""

import ast
from collections.abc import Iterator
from functools import cache
from importlib.util import resolve_name
from pathlib import Path

PACKAGE = Path(__file__).parent
DATA_SUFFIXES = {".html", ".css", ".json", ".txt", ".csv", ".j2", ".jinja"}


def modules_of(step: str) -> list[str]:
    """Return the source files of a step: its module and all of this package that it imports.

    Imports are read from the source, those inside functions included, and followed to the end.
    Files that are not Python, such as templates, belong to every module of their folder.

    Args:
        step: A step of the pipeline, for example `clean`.

    Returns:
        Paths, sorted; relative to the current folder where they lie below it.
    """
    found: set[Path] = set()
    waiting = [PACKAGE / "steps" / f"{step}.py"]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += _imported(path)
    folders = {path.parent for path in found} - {PACKAGE}
    found |= {
        file
        for folder in folders
        for file in folder.rglob("*")
        if file.suffix in DATA_SUFFIXES and file.is_file()
    }
    here = Path.cwd()
    return sorted(str(p.relative_to(here) if p.is_relative_to(here) else p) for p in found)


@cache
def _imported(path: Path) -> list[Path]:
    names: set[str] = set()
    for node in _statements(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            base = resolve_name(base, _package(path)) if node.level else base
            names |= {base} | {f"{base}.{alias.name}" for alias in node.names}
    return [file for name in sorted(names) for file in _file(name)]


def _statements(node: ast.AST) -> Iterator[ast.stmt]:
    """Yield every statement below a node; imports are statements, so expressions are passed by."""
    for name in ("body", "orelse", "finalbody", "handlers", "cases"):
        for child in getattr(node, name, ()):
            if isinstance(child, ast.stmt):
                yield child
            yield from _statements(child)


def _package(path: Path) -> str:
    return ".".join(("ipsanalysis", *path.parent.relative_to(PACKAGE).parts))


def _file(name: str) -> list[Path]:
    first, *rest = name.split(".")
    if first != "ipsanalysis" or not rest:
        return []
    module = PACKAGE.joinpath(*rest).with_suffix(".py")
    package = PACKAGE.joinpath(*rest, "__init__.py")
    return [file for file in (module, package) if file.is_file()]
