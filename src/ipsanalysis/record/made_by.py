"""Where in the code a number was made: rule, step, function, and what its docstring says."""

import inspect
import re
from dataclasses import dataclass
from functools import reduce
from importlib import import_module
from pathlib import Path
from typing import Any

from ipsanalysis.layout import Layout
from ipsanalysis.record.method import Kind
from ipsanalysis.record.methods import method_of

STEPS: dict[Kind, dict[str, str]] = {
    "studies": {
        "flow": "describe",
        "baseline": "describe",
        "employment": "employment",
        "fidelity": "describe",
        "other_outcome": "employment",
        "repeated_status": "employment",
        "first_job": "first_job",
        "other_event": "first_job",
        "work_amount": "work_amount",
        "industries": "histories",
        "states": "histories",
        "published": "collect",
    },
    "evidence": {
        "review_flow": "pool",
        "trial": "pool",
        "pooled": "pool",
        "heterogeneity": "pool",
        "prediction": "pool",
        "leave_one_out": "pool",
        "cumulative": "pool",
        "influence": "pool",
        "small_study": "pool",
        "subgroup": "moderators",
        "miscount": "pool",
        "meta_regression": "moderators",
        "moderator_flow": "moderators",
        "bayes": "bayes",
        "bayes_trial": "bayes",
        "new_trial": "bayes",
        "audit": "combine",
        "published": "combine",
    },
}
_SECTIONS = ("Args:", "Returns:", "Raises:", "Attributes:", "Yields:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function of the package.

    Attributes:
        name: Its dotted name.
        place: File and line.
        says: Its docstring without arguments, returns and errors: method, formula, source.
    """

    name: str
    place: str
    says: str


def function_of(statistic: str, method: str, kind: Kind = "studies") -> Function:
    """Return the function that made rows of a statistic and method.

    Args:
        statistic: The row's statistic.
        method: The row's method in words.
        kind: Whether it is a row of a study or of a meta-analysis.

    Returns:
        The function as it stands in the source now.
    """
    module, _, path = method_of(statistic, method, kind).function.partition(":")
    made: Any = reduce(getattr, path.split("."), import_module(f"ipsanalysis.{module}"))
    file = Path(inspect.getsourcefile(made) or "")
    line = inspect.getsourcelines(made)[1]
    return Function(
        name=f"ipsanalysis.{module}.{path}",
        place=f"{_near(file)}, line {line}",
        says=_method_text(inspect.getdoc(made) or ""),
    )


def _near(file: Path) -> Path:
    here = Path.cwd()
    return file.relative_to(here) if file.is_relative_to(here) else file


def _method_text(docstring: str) -> str:
    paragraphs = re.split(r"\n\s*\n", docstring)
    kept = [text for text in paragraphs if not text.startswith(_SECTIONS)]
    return "\n\n".join(kept)


def rule_of(analysis: str, layout: Layout) -> tuple[str, str]:
    """Return the step that makes the rows of an analysis, and where its rule stands.

    Args:
        analysis: The row's analysis.
        layout: Where the files of its study or meta-analysis lie.

    Returns:
        The name of the step, which is that of the rule, and the rule's file and line.
    """
    step = STEPS[layout.kind][analysis]
    for path in sorted((layout.root / "workflow" / "rules").glob("*.smk")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip() == f"rule {step}:":
                return step, f"{path.relative_to(layout.root).as_posix()}, line {number}"
    return step, "not found in workflow/rules"
