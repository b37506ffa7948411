"""Command `explain`: where a number comes from, and R code that gives it again."""

import argparse
from pathlib import Path
from textwrap import indent

from ipsanalysis.errors import UserError
from ipsanalysis.files import sha256
from ipsanalysis.layout import CANONICAL_TABLES, Layout
from ipsanalysis.plan.document import KeyPath, read_document
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.record.explain_review import review_told
from ipsanalysis.record.explain_study import study_told
from ipsanalysis.record.find_row import Found, find_row, plan_files
from ipsanalysis.record.freshness import stale
from ipsanalysis.record.made_by import function_of, rule_of
from ipsanalysis.record.manifest import input_files
from ipsanalysis.record.r_text import RScript
from ipsanalysis.record.words import number

TABLES = {"studies": (*CANONICAL_TABLES, "analysis"), "evidence": ("comparisons", "chosen")}
AGREEMENT = "Agrees with the number above to at least {} digits."
RESAMPLED = (
    "Resampling: R draws other resamples, so expect agreement within 4 Monte Carlo standard errors."
)


def run(options: argparse.Namespace) -> int:
    """Print everything known of one result row."""
    found = find_row(options.row_id, dict.fromkeys(path.stem for path in plan_files()))
    _check_fresh(found.layout)
    print(explanation(found))
    return 0


def _check_fresh(layout: Layout) -> None:
    """Stop when the number, or the tables it is explained from, are not those of plan and code."""
    rows = layout.results / "results.parquet"
    problems = stale(layout, [*_with_csv(rows), *_tables(layout)])
    if problems:
        raise UserError("\n".join([*problems, "Then explain."]))


def _tables(layout: Layout) -> list[Path]:
    return [path for name in TABLES[layout.kind] for path in _with_csv(layout.table(name))]


def _with_csv(path: Path) -> tuple[Path, Path]:
    return path, path.with_suffix(".csv")


def explanation(found: Found) -> str:
    """Return all that is known of one result row.

    Args:
        found: The row, with its plan and place.

    Returns:
        The number, what it is, where it comes from, who is in it, its formula and R code.
    """
    plan, layout, row = found.plan, found.layout, found.row
    told = (
        review_told(plan, layout, row)
        if isinstance(plan, EvidencePlan)
        else study_told(plan, layout, row)
    )
    made = function_of(row["statistic"], row["method"], layout.kind)
    step, rule = rule_of(row["analysis"], layout)
    parts = [
        (found.name, f"{number(row)}\nData: {row['data_status']}"),
        ("What it is", "\n".join(told.what)),
        (told.whose, "\n".join(told.who)),
        (
            "Where it comes from",
            f"Plan: {_plan_line(layout, row['plan_key'])}\n"
            f"Step: {step} ({rule}); by hand: python -m ipsanalysis {step} {layout.study}\n"
            f"Function: {made.name} ({made.place})",
        ),
        ("Formula and source, from the function", made.says),
        ("Files it rests on (sha256)", "\n".join(_hashes(layout))),
    ]
    texts = [f"{title}\n{indent(text, '  ')}" for title, text in parts]
    return "\n\n".join([*texts, _r_part(told.script)])


def _plan_line(layout: Layout, plan_key: str) -> str:
    line = read_document(layout.plan).lines[_key_path(plan_key)]
    return f"{layout.plan.as_posix()}, line {line}: {plan_key}"


def _key_path(plan_key: str) -> KeyPath:
    return tuple(int(part) if part.isdigit() else part for part in plan_key.split("."))


def _hashes(layout: Layout) -> list[str]:
    csv = [layout.table(name).with_suffix(".csv") for name in TABLES[layout.kind]]
    return [f"{sha256(path)}  {path.as_posix()}" for path in (*input_files(layout), *csv)]


def _r_part(script: RScript | str) -> str:
    if isinstance(script, str):
        return f"No R code\n  {script}"
    needs = f"R with {', '.join(script.packages)}" if script.packages else "R alone"
    agreement = RESAMPLED if script.resampled else AGREEMENT.format(script.digits)
    return f"The number again in R\n  Needs {needs}. {agreement}\n\n{script.text.rstrip()}"
