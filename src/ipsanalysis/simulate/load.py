"""Reading the description of a synthetic twin, with every problem listed at once."""

import re
from pathlib import Path

from pydantic import ValidationError

from ipsanalysis.errors import UserError
from ipsanalysis.plan.document import read_document
from ipsanalysis.plan.load import problem_list
from ipsanalysis.plan.problems import model_problems, place, shown
from ipsanalysis.simulate.description import Description
from ipsanalysis.simulate.rules import problems_of


def load_description(study: str, root: Path = Path()) -> Description:
    """Read the description of a synthetic twin.

    Args:
        study: The study's id.
        root: The project's folder.

    Returns:
        The description.

    Raises:
        UserError: If anything in it is wrong; the message lists every problem.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", study):
        raise UserError(
            f'study: found "{shown(study)}"; allowed: lower-case letters, digits and _, as in the '
            "name of a file in config/simulations. Name one of those."
        )
    path = root / "config" / "simulations" / f"{study}.yaml"
    document = read_document(path)
    problems, told = list(document.problems), None
    try:
        told = Description.model_validate(document.content)
    except ValidationError as error:
        problems += model_problems(Description, error, document)
    if told is not None:
        problems += [
            f"{place(where, document)}: {text}" for where, text in problems_of(told, study)
        ]
    if problems or told is None:
        raise UserError(problem_list(path, problems))
    return told
