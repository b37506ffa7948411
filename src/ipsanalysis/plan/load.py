"""Reading a study's plan, with every problem listed at once."""

import re
from pathlib import Path

from pydantic import ValidationError

from ipsanalysis.errors import UserError
from ipsanalysis.layout import Layout
from ipsanalysis.plan.document import read_document
from ipsanalysis.plan.problems import model_problems, place
from ipsanalysis.plan.references import reference_problems
from ipsanalysis.plan.study import Plan


def load_plan(path: Path) -> Plan:
    """Read a plan and hold it to its models.

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
    if plan is not None:
        problems += [
            f"{place(where, document)}: {message}"
            for where, message in reference_problems(plan, path.stem)
        ]
    if problems or plan is None:
        raise UserError(problem_list(path, problems))
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
            f'study: found "{study}"; allowed: lower-case letters, digits and _, as in the name of '
            "a file in config/studies."
        )
    plan = load_plan(root / "config" / "studies" / f"{study}.yaml")
    return plan, Layout(study=study, version=plan.version, root=root)


def problem_list(path: Path, problems: list[str]) -> str:
    """Return one message that lists every problem of a file."""
    count = f"{len(problems)} problem{'s' if len(problems) != 1 else ''}"
    return "\n".join([f"{path}: {count}. Nothing was run.", *(f"  {line}" for line in problems)])
