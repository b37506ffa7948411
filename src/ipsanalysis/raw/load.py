"""Reading the dictionary of a study's raw files, with every problem listed at once."""

import json
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from ipsanalysis.errors import UserError
from ipsanalysis.plan.document import LARGEST_FILE, Document, read_document
from ipsanalysis.plan.load import problem_list
from ipsanalysis.plan.problems import model_problems, place
from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.agreement import agreement_problems
from ipsanalysis.raw.agreement_part import Problem
from ipsanalysis.raw.dictionary import Origin, Package

DICTIONARY = "datapackage.json"
Dictionary = TypeVar("Dictionary", bound=Origin)


def load_package(folder: Path, plan: Plan) -> Package:
    """Read a dictionary and hold it to its models, to itself, to the plan and to its folder.

    Args:
        folder: The folder of raw files, `data/raw/<study>`.
        plan: The study's plan.

    Returns:
        The dictionary.

    Raises:
        UserError: If anything in the dictionary is wrong; the message lists every problem.
    """
    return load_dictionary(folder, Package, partial(agreement_problems, plan=plan, folder=folder))


def load_dictionary(
    folder: Path, model: type[Dictionary], agreement: Callable[[Dictionary], Iterable[Problem]]
) -> Dictionary:
    """Read a dictionary and hold it to a model and to what must agree with it.

    Args:
        folder: The folder of raw files.
        model: The model.
        agreement: Gives the problems of a dictionary whose keys and types are right.

    Returns:
        The dictionary.

    Raises:
        UserError: If anything in the dictionary is wrong; the message lists every problem.
    """
    path = folder / DICTIONARY
    content, twice = _json(path)
    problems = _lines(path, content).problems if twice else []
    package = None
    try:
        package = model.model_validate(content)
    except ValidationError as error:
        problems += model_problems(model, error, _lines(path, content))
    if package is not None and (found := list(agreement(package))):
        document = _lines(path, content)
        problems += [f"{place(where, document)}: {text}" for where, text in found]
    if problems or package is None:
        raise UserError(problem_list(path, problems))
    return package


def _json(path: Path) -> tuple[Any, bool]:
    if not path.is_file():
        raise UserError(
            f"{path}: there is no such file. Every folder of raw files needs a dictionary; "
            "config/schema/ has a schema of what it holds."
        )
    if path.stat().st_size > LARGEST_FILE:
        raise UserError(
            f"{path}: found {path.stat().st_size} bytes; allowed: at most {LARGEST_FILE}. "
            "Is it a data file? The dictionary holds descriptions only."
        )
    lost: list[int] = []

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        kept = dict(pairs)
        lost.append(len(pairs) - len(kept))
        return kept

    try:
        text = path.read_bytes().decode("utf-8-sig")
        content = json.loads(text, object_pairs_hook=mapping, parse_constant=_no_constant)
        return content, any(lost)
    except OSError as error:
        raise UserError(f"{path}: cannot be read: {error.strerror}. Check its rights.") from None
    except UnicodeDecodeError:
        raise UserError(f"{path}: found bytes that are not UTF-8. Save it as UTF-8.") from None
    except json.JSONDecodeError as error:
        raise UserError(
            f"{path}, line {error.lineno}, column {error.colno}: not JSON: {error.msg}. "
            "Mend the line; a comma or quote is often missing just before."
        ) from None
    except (ValueError, RecursionError) as error:
        raise UserError(f"{path}: not JSON that can be read: {error}.") from None


def _no_constant(name: str) -> float:
    raise ValueError(f"found {name}; allowed: finite numbers")


def _lines(path: Path, content: Any) -> Document:  # noqa: ANN401
    """Find the lines of keys; JSON is YAML, but for tabs, and then lines stay unknown."""
    try:
        document = read_document(path)
        return Document(content=content, lines=document.lines, problems=document.problems)
    except UserError:
        return Document(content=content, lines={}, problems=["a key stands twice. Remove one."])
