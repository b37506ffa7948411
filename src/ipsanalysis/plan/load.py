"""Reading a study's plan, with every problem listed at once."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from ipsanalysis.errors import UserError
from ipsanalysis.layout import Layout
from ipsanalysis.plan import (
    estimands,
    measures,
    published,
    references,
    repeated,
    sources,
    time_points,
    unobserved,
)
from ipsanalysis.plan.document import read_document
from ipsanalysis.plan.part import Part
from ipsanalysis.plan.problems import model_problems, place, quoted, shown
from ipsanalysis.plan.references import Problem
from ipsanalysis.plan.study import Plan

Rule = Callable[[Part], Iterator[Problem]]
Model = TypeVar("Model", bound=BaseModel)
GUIDE = "config/README.md explains every key."
RULES = (
    *references.RULES,
    *sources.RULES,
    *time_points.RULES,
    *estimands.RULES,
    *measures.RULES,
    *unobserved.RULES,
    *repeated.RULES,
    *published.RULES,
)


def load_plan(path: Path) -> Plan:
    """Read a plan, hold it to its models and to the rules that join its keys.

    Args:
        path: The plan, `config/studies/<study>.yaml`.

    Returns:
        The plan.

    Raises:
        UserError: If anything in the plan is wrong; the message lists every problem.
    """
    return held_to(path, Plan, RULES)


def held_to(path: Path, model: type[Model], rules: Sequence[Rule]) -> Model:
    """Read a document, hold it to a model and to rules that join its keys.

    Args:
        path: The document; its key `study` must be the name of the file.
        model: The model.
        rules: The rules; each gives the problems it finds.

    Returns:
        The document as the model.

    Raises:
        UserError: If anything in it is wrong; the message lists every problem.
    """
    document = read_document(path)
    problems = list(document.problems)
    plan = None
    try:
        plan = model.model_validate(document.content)
    except ValidationError as error:
        problems += model_problems(model, error, document)
    problems += [
        f"{place(where, document)}: {message}"
        for where, message in _rule_problems(document.content, path.stem, rules)
    ]
    if problems or plan is None:
        raise UserError(f"{problem_list(path, problems)}\n{GUIDE}")
    return plan


def load_study(study: str, root: Path = Path()) -> tuple[Plan, Layout]:
    """Read the plan of a study by its id, and say where its files lie.

    Args:
        study: The study's id.
        root: The project's folder.

    Returns:
        The plan and the layout of its version.

    Raises:
        UserError: If the id is not an id, or anything in the plan is wrong.
    """
    check_id(study, "config/studies")
    plan = load_plan(root / "config" / "studies" / f"{study}.yaml")
    return plan, Layout(study=study, version=plan.version, root=root)


def check_id(study: str, folder: str) -> None:
    """Stop when the id of a study is not an id.

    Raises:
        UserError: If it is not.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", study):
        raise UserError(
            f'study: found "{shown(study)}"; allowed: lower-case letters, digits and _, as in the '
            f"name of a file in {folder}. Name one of those."
        )


def problem_list(path: Path | str, problems: list[str]) -> str:
    """Return one message that lists every problem of a file, by line."""
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    by_line = sorted(problems, key=_line)
    return "\n".join([f"{path}: {count}. Nothing was run.", *(f"  {text}" for text in by_line)])


def _line(problem: str) -> int:
    found = re.match(r"line (\d+),", problem)
    return int(found[1]) if found else 0


def _rule_problems(content: object, study: str, rules: Sequence[Rule]) -> Iterator[Problem]:
    if not isinstance(content, Mapping):
        return
    plan = Part(path=(), content=content)
    found = plan.text("study")
    if found is not None and found != study:
        yield (
            ("study",),
            f'found {quoted(found)}; allowed: "{shown(study)}", the name of the file. Make the two '
            "the same.",
        )
    for rule in rules:
        yield from rule(plan)
