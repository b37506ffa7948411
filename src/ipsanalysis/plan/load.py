"""Reading a study's plan, with every problem listed at once."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

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
    document = read_document(path)
    problems = list(document.problems)
    plan = None
    try:
        plan = Plan.model_validate(document.content)
    except ValidationError as error:
        problems += model_problems(Plan, error, document)
    problems += [
        f"{place(where, document)}: {message}"
        for where, message in _rule_problems(document.content, path.stem)
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
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", study):
        raise UserError(
            f'study: found "{shown(study)}"; allowed: lower-case letters, digits and _, as in the '
            "name of a file in config/studies. Name one of those."
        )
    plan = load_plan(root / "config" / "studies" / f"{study}.yaml")
    return plan, Layout(study=study, version=plan.version, root=root)


def problem_list(path: Path | str, problems: list[str]) -> str:
    """Return one message that lists every problem of a file, by line."""
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    by_line = sorted(problems, key=_line)
    return "\n".join([f"{path}: {count}. Nothing was run.", *(f"  {text}" for text in by_line)])


def _line(problem: str) -> int:
    found = re.match(r"line (\d+),", problem)
    return int(found[1]) if found else 0


def _rule_problems(content: object, study: str) -> Iterator[Problem]:
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
    for rule in RULES:
        yield from rule(plan)
