"""Rows with printed percentages and no counts: the headline's class of outcome, and others."""

from collections.abc import Iterable, Iterator

from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.tables.cell import Line, Table, Text, say
from ipsanalysis.tables.evidence import names
from ipsanalysis.tables.evidence.files import Evidence, Files, Record, cell
from ipsanalysis.tables.evidence.measures import CRUDE, of_percentages, shown_alone
from ipsanalysis.tables.format import MISSING
from ipsanalysis.tables.labels import capital, listed

WITHOUT = "no_counts"
PRINTED = ("pct_printed", "pct_control_printed")

Bare = tuple[Record, float]
"""A row without counts, and the headline's measure made of its printed percentages."""


def without_counts(plan: EvidencePlan, files: Files) -> list[Bare]:
    """Return rows of the headline's class, with its measure made of their percentages."""
    return [pair for pair in _effects(plan, files) if _of_headline(plan, pair[0])]


def of_other_classes(plan: EvidencePlan, files: Files) -> list[Bare]:
    """Return rows of other classes, with the headline's measure made of their percentages."""
    return [pair for pair in _effects(plan, files) if not _of_headline(plan, pair[0])]


def without_percentages(plan: EvidencePlan, files: Files) -> list[Record]:
    """Return rows of the headline's class with neither counts nor one percentage an arm."""
    rows = [row for row in _no_counts(files) if _of_headline(plan, row)]
    return [row for row in rows if _pair_of(row) is None]


def without_effect(plan: EvidencePlan, files: Files) -> list[Record]:
    """Return rows of the headline's class whose percentages give no effect by its measure."""
    rows = [row for row in _no_counts(files) if _of_headline(plan, row)]
    return [row for row in rows if _pair_of(row) and _effect_of(plan, row) is None]


def _of_headline(plan: EvidencePlan, record: Record) -> bool:
    return cell(record, "outcome_class") in plan.headline.outcome_classes


def _effects(plan: EvidencePlan, files: Files) -> Iterator[Bare]:
    for record in _no_counts(files):
        value = _effect_of(plan, record)
        if value is not None:
            yield record, value


def _no_counts(files: Files) -> list[Record]:
    return [record for record in files.in_order if cell(record, "use") == WITHOUT]


def _pair_of(record: Record) -> tuple[float, float] | None:
    first, second = (number_of(record, name) for name in PRINTED)
    return (first, second) if first is not None and second is not None else None


def _effect_of(plan: EvidencePlan, record: Record) -> float | None:
    pair = _pair_of(record)
    return of_percentages(plan.headline.measures[0], *pair) if pair else None


def number_of(record: Record, name: str) -> float | None:
    """Return a cell as a number; None when it is not one number."""
    try:
        return float(cell(record, name))
    except ValueError:
        return None


def percentages(record: Record) -> str:
    """Return both printed percentages of a row; empty unless it has both."""
    parts = [cell(record, name) for name in PRINTED]
    return " v ".join(parts) if all(parts) else ""


def trials_of(rows: Iterable[Record]) -> dict[str, list[Record]]:
    """Return rows by the trial they are of."""
    found: dict[str, list[Record]] = {}
    for row in rows:
        found.setdefault(cell(row, "trial_id"), []).append(row)
    return found


def one_trial_words(rows: Iterable[Record]) -> str:
    """Say which papers are of one trial; empty when each row is a trial of its own."""
    repeated = [several for several in trials_of(rows).values() if len(several) > 1]
    return "; ".join(
        f"{listed(dict.fromkeys(names.row_label(row) for row in several))} are "
        f"{len(several)} rows of one trial"
        for several in repeated
    )


def without_counts_table(own: Evidence) -> Table:
    """Return the rows whose counts could not be found, by class of outcome, the headline's first.

    Args:
        own: The plan, result rows and published figures.

    Returns:
        One line a row with the headline's measure made of its printed percentages, the smallest
        effect first.
    """
    plan, files = own.plan, own.files
    measure = plan.headline.measures[0]
    what = f"{CRUDE[measure]}s"
    found = [*without_counts(plan, files), *of_other_classes(plan, files)]
    same = one_trial_words(record for record, _ in found)
    order = sorted(found, key=lambda pair: (_place(plan, pair[0]), pair[1]))
    return Table(
        name="without_counts",
        caption="Rows with printed percentages but without counts",
        columns=(
            "Paper",
            "Row",
            "Printed percentages",
            f"Their {CRUDE[measure]}{names.unit_words(measure)}",
            "Months",
            "Why no counts",
        ),
        lines=tuple(_line(plan, record, value) for record, value in order),
        notes=(
            f"{capital(what)} of printed percentages, which are rounded, have no interval and are "
            f"not pooled.{f' {same}.' if same else ''} Rows of another class of outcome than the "
            f"headline stand apart: their {what} are not of the same thing.",
        ),
        numeric=(3, 4),
    )


def _line(plan: EvidencePlan, record: Record, value: float) -> Line:
    return Line(
        group=_group(plan, record),
        cells=(
            say(names.row_label(record)),
            say(cell(record, "row_id")),
            say(percentages(record)),
            say(shown_alone(plan.headline.measures[0], value)),
            say(cell(record, "follow_up_months")),
            say(cell(record, "count_basis_text") or MISSING),
        ),
    )


def _group(plan: EvidencePlan, record: Record) -> Text:
    name = cell(record, "outcome_class")
    told = "" if _of_headline(plan, record) else " (not the headline's class of outcome)"
    return say(f"{plan.outcome_classes.get(name, name)}{told}")


def _place(plan: EvidencePlan, record: Record) -> tuple[bool, int, str]:
    """Place a row by its class: the headline's first, then the plan's order."""
    name, order = cell(record, "outcome_class"), list(plan.outcome_classes)
    known = order.index(name) if name in order else len(order)
    return (not _of_headline(plan, record), known, name)
