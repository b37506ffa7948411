"""Command `explain`: where a number comes from, and R code that gives it again."""

import argparse
from pathlib import Path
from textwrap import indent

from ipsanalysis.errors import UserError
from ipsanalysis.files import read_parquet, sha256
from ipsanalysis.layout import CANONICAL_TABLES, Layout
from ipsanalysis.plan.document import KeyPath, read_document
from ipsanalysis.record.find_row import Found, find_row
from ipsanalysis.record.freshness import stale
from ipsanalysis.record.made_by import function_of, rule_of
from ipsanalysis.record.manifest import input_files
from ipsanalysis.record.people import who
from ipsanalysis.record.r_code import r_script
from ipsanalysis.record.words import description, number

TABLES = (*CANONICAL_TABLES, "analysis")
AGREEMENT = "Agrees with the number above to at least 6 digits."
RESAMPLED = (
    "Resampling: R draws other resamples, so expect agreement within 4 Monte Carlo standard errors."
)


def run(options: argparse.Namespace) -> int:
    """Print everything known of one result row."""
    plans = sorted(Path("config/studies").glob("*.yaml"))
    found = find_row(options.row_id, [plan.stem for plan in plans])
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
    return [path for name in TABLES for path in _with_csv(layout.table(name))]


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
    made = function_of(row["statistic"], row["method"])
    step, rule = rule_of(row["analysis"], layout.root)
    table = read_parquet(layout.table("analysis"))
    parts = [
        (found.name, f"{number(row)}\nData: {row['data_status']}"),
        ("What it is", "\n".join(description(plan, row))),
        ("Who is in it", "\n".join(who(plan, table, row))),
        (
            "Where it comes from",
            f"Plan: {_plan_line(layout, row['plan_key'])}\n"
            f"Step: {step} ({rule}); by hand: python -m ipsanalysis {step} {layout.study}\n"
            f"Function: {made.name} ({made.place})",
        ),
        ("Formula and source, from the function", made.says),
        ("Files it rests on (sha256)", "\n".join(_hashes(layout))),
    ]
    told = [f"{title}\n{indent(text, '  ')}" for title, text in parts]
    return "\n\n".join([*told, _r_part(found)])


def _plan_line(layout: Layout, plan_key: str) -> str:
    line = read_document(layout.plan).lines[_key_path(plan_key)]
    return f"{layout.plan.as_posix()}, line {line}: {plan_key}"


def _key_path(plan_key: str) -> KeyPath:
    return tuple(int(part) if part.isdigit() else part for part in plan_key.split("."))


def _hashes(layout: Layout) -> list[str]:
    csv = [layout.table(name).with_suffix(".csv") for name in TABLES]
    return [f"{sha256(path)}  {path.as_posix()}" for path in (*input_files(layout), *csv)]


def _r_part(found: Found) -> str:
    script = r_script(found.plan, found.layout, found.row)
    if isinstance(script, str):
        return f"No R code\n  {script}"
    needs = f"R with {', '.join(script.packages)}" if script.packages else "R alone"
    agreement = RESAMPLED if script.resampled else AGREEMENT
    return f"The number again in R\n  Needs {needs}. {agreement}\n\n{script.text.rstrip()}"
