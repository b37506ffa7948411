"""The text of an R script: settings at its head, then pieces from the folder `r`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ipsanalysis.record.method import Method
from ipsanalysis.record.r_literal import literal
from ipsanalysis.record.r_model import ResultRow
from ipsanalysis.record.r_outcome import RCode

FOLDER = Path(__file__).parent / "r"
MEANING = {
    "arms": "the arm or arms of this number",
    "events": "intercurrent events after which the rest is known",
    "strategy": "composite: they count as no; otherwise they are left out",
    "above_zero": "only people whose outcome is above zero",
    "competing": "events after which this one cannot happen",
    "competing_risks": "false: competing events are censored",
    "code": "1 event, 2 competing event, 0 censored",
    "term": "place of the coefficient: 1 the arm, 2 the first covariate; 0 all together",
    "term_level": "NA: a linear term; otherwise an indicator of that level",
    "tau": "time to which the mean is restricted",
    "measure": "the statistic of this row",
    "assumed_active": "what an unobserved person of the active arm is taken to be",
    "assumed_control": "the same of the control arm",
    "assumed_no": "people not observed count as no",
    "moment": "which of the times",
    "counted": "people of each arm",
    "counted_yes": "those of them with a yes",
    "effect": "RR: risk ratio, OR: odds ratio, RD: risk difference",
    "test_wanted": "z: Wald; adhoc: Knapp-Hartung with a factor of at least 1",
    "what": "of what the posterior is",
    "per": "steps of moderators that are numbers",
    "reference": "groups of reference of the others",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RScript:
    """A script that gives a number again.

    Attributes:
        text: The script; run in the project's folder it prints `result`.
        packages: The R packages it needs.
        resampled: Whether its number depends on random resamples.
        digits: To how many digits it gives the number, when it is not resampled.
    """

    text: str
    packages: tuple[str, ...]
    resampled: bool
    digits: int


def script_of(row: ResultRow, code: RCode, method: Method) -> RScript:
    """Put an R script together.

    Args:
        row: The result row it gives again.
        code: Its settings and pieces; settings that no piece uses are left out.
        method: How its number is made.

    Returns:
        The script.
    """
    pieces = [(FOLDER / f"{name}.R").read_text(encoding="utf-8").strip() for name in code.pieces]
    title = f"# {row['row_id']}\n# Run in the project's folder."
    parts = [title, _assigned(code.settings, pieces), *pieces, "print(result, digits = 10)"]
    text = "\n\n".join(parts) + "\n"
    packages = tuple(sorted(set(re.findall(r"^library\((\w+)\)", text, re.MULTILINE))))
    return RScript(text=text, packages=packages, resampled=method.resampled, digits=method.digits)


def _assigned(settings: Mapping[str, Any], pieces: list[str]) -> str:
    """Return assignments of the settings that the pieces use."""
    body = "\n".join(pieces)
    used = [name for name in settings if re.search(rf"\b{name}\b", body)]
    return "\n".join(
        f"{name} <- {literal(settings[name])}" + (f"  # {MEANING[name]}" if name in MEANING else "")
        for name in used
    )
