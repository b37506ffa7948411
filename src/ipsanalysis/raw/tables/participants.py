"""The table `participants`: one row a person randomised, from the list and further files."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pandas as pd

from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.coded import decode, numbers
from ipsanalysis.raw.columns import RawColumn
from ipsanalysis.raw.fault import Fault, left_out
from ipsanalysis.raw.mapping import Canonical
from ipsanalysis.raw.people import Linked, People, Texts, first_rows
from ipsanalysis.raw.people_faults import differing_faults, several_faults, unlisted_faults
from ipsanalysis.raw.tables.made import Made
from ipsanalysis.raw.typed import Mask


def arm_faults(people: People, plan: Plan) -> Iterator[Fault]:
    """Give a fault for each arm of the plan without people."""
    name = people.layout.arm.column
    present = set(decode(people.read.columns[name], people.layout.arm.values))
    for arm in plan.arms:
        if arm.id not in present:
            yield Fault(
                level="error", file=people.read.file, column=name, values=("0 people",),
                rule=f'an arm without people: "{arm.id}"; allowed: at least one in every arm',
                action="Is the file whole, and are the values of the arm in the dictionary right?",
            )  # fmt: skip


def list_faults(linked: Linked) -> Iterator[Fault]:
    """Give the faults of a list in which people may have several rows."""
    layout = linked.people.layout
    if layout.several_rows:
        names = [layout.arm.column, *layout.covariates.values()]
        if layout.randomised is not None:
            names.insert(1, layout.randomised)
        yield from differing_faults(linked, list(dict.fromkeys(names)))


def covariate_faults(linked: Linked) -> Iterator[Fault]:
    """Give the faults of a file with more covariates."""
    layout = linked.canonical.covariates
    if layout is None or not linked.has(layout.where.column if layout.where else None):
        return
    rows = covariate_rows(linked)
    yield from several_faults(linked, rows, "covariates")
    if linked.people.layout.person is not None:
        yield from unlisted_faults(
            linked, rows,
            f"a person without covariates in {linked.read.resource.path}; allowed: a row for "
            "everyone", "Nothing has to be done if they are not known; they count as missing.",
            error=False,
        )  # fmt: skip
    rest = np.flatnonzero(linked.known & ~rows)
    if layout.where is not None and len(rest) and not _read_otherwise(linked.canonical):
        column = linked.columns[layout.where.column]
        yield left_out(linked.place.fault(
            column.name, rest,
            f'a row that is not read for covariates; allowed: rows with "{layout.where.value}"',
            "Nothing has to be done if those rows are of another time.", column.found(rest),
        ))  # fmt: skip


def _read_otherwise(canonical: Canonical) -> bool:
    """Whether all rows of a file stand in another table anyway."""
    return bool(canonical.participants or canonical.assessments or canonical.period_rows)


def covariate_rows(linked: Linked) -> Mask:
    """Return the rows of a file from which covariates are read."""
    layout = linked.canonical.covariates
    if layout is None or layout.where is None:
        return linked.known
    column = linked.columns[layout.where.column]
    wanted: Mask = linked.known & column.per_row(column.texts == layout.where.value)
    return wanted


def participants(people: People, files: Sequence[Linked], plan: Plan) -> Made:
    """Return the table of people randomised.

    Args:
        people: The people.
        files: Every file with rows of people, without faults.
        plan: The study's plan.

    Returns:
        person, arm, the day of randomisation when people are followed by date, and the covariates
        of the plan in its order; sorted by person.
    """
    content = {"person": people.persons, "arm": people.arm}
    if plan.follow_up.dated:
        days = people.randomised.astype("datetime64[D]")
        content["randomised"] = days.astype(str).astype(object)
    sources = dict(_sources(files))
    for covariate in plan.covariates:
        linked, rows, name = sources[covariate.id]
        chosen = first_rows(linked, rows, name)
        column = linked.columns[name]
        values = numbers(column) if covariate.kind == "continuous" else _texts(column)
        found = column.per_row(values)[chosen]
        found[chosen < 0] = np.nan if covariate.kind == "continuous" else None
        content[covariate.id] = found
    return Made(frame=pd.DataFrame(content), kept=_kept(people, files), merged=_merged(people))


def _sources(files: Iterable[Linked]) -> Iterator[tuple[str, tuple[Linked, Mask, str]]]:
    for linked in files:
        own, more = linked.canonical.participants, linked.canonical.covariates
        for covariate, name in (own.covariates if own else {}).items():
            yield covariate, (linked, linked.known, name)
        for covariate, name in (more.columns if more else {}).items():
            yield covariate, (linked, covariate_rows(linked), name)


def _kept(people: People, files: Iterable[Linked]) -> dict[str, Mask]:
    listed = np.zeros(len(people.who), bool)
    listed[people.rows] = True
    kept = {people.read.file: listed}
    for linked in files:
        if linked.canonical.covariates:
            rows = covariate_rows(linked)
            kept[linked.read.file] = kept.get(linked.read.file, False) | rows
    return kept


def _merged(people: People) -> dict[str, Mask]:
    """Return the further rows of people with several; where there is no id there are none."""
    further = people.who >= 0
    further[people.rows] = False
    return {people.read.file: further}


def _texts(column: RawColumn) -> Texts:
    texts = column.texts.copy()
    texts[column.typed.missing] = None
    return texts
