"""The table `job_spells`: one row a person, job and stretch of time."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ipsanalysis.raw.coded import or_none
from ipsanalysis.raw.keys import joint_codes
from ipsanalysis.raw.people import Integers, Linked, People
from ipsanalysis.raw.tables.follow_up import Ends
from ipsanalysis.raw.tables.made import Made
from ipsanalysis.raw.tables.merging import chains, sorted_by_job
from ipsanalysis.raw.tables.spell_faults import outside
from ipsanalysis.raw.tables.spells import Spells, no_spells, read_spells, value_codes
from ipsanalysis.raw.typed import Mask


def job_spells(people: People, files: Sequence[Linked], ends: Ends) -> Made:
    """Return the table of jobs; stretches of a job that touch or overlap and are alike are joined.

    Args:
        people: The people randomised.
        files: Every file with rows of people, without faults.
        ends: End of observation of each person.

    Returns:
        person, job (rank of the job of a person by first day), start and end (days since
        randomisation, inclusive), open, kind, hours_per_week, pay_per_week, industry, occupation;
        sorted by person, start, end and job.
    """
    of_jobs = [linked for linked in files if linked.canonical.job_spells]
    if not of_jobs:
        return Made(frame=_frame(people, no_spells(), np.zeros(0, np.int64)))
    spells = read_spells(of_jobs, ends)
    spells = spells.chosen(~outside(spells, ends))
    kept, end, opened = _joined(spells)
    whole = replace(spells.chosen(kept), end=end, open=opened)
    files_kept = _rows_of(of_jobs, spells.chosen(kept))
    rest = np.ones(len(spells.who), bool)
    rest[kept] = False
    ranks, order = _ranked(whole)
    return Made(
        frame=_frame(people, whole.chosen(order), ranks[order]),
        kept=files_kept, merged=_rows_of(of_jobs, spells.chosen(rest)),
    )  # fmt: skip


def _joined(spells: Spells) -> tuple[Integers, Integers, Mask]:
    """Return the first row of each chain, its last day, and whether it is open."""
    order = sorted_by_job(spells)
    chain = chains(spells, order, value_codes(spells))
    count = int(chain.max()) + 1 if len(chain) else 0
    end, opened = np.full(count, np.iinfo(np.int64).min), np.zeros(count, bool)
    np.maximum.at(end, chain, spells.end)
    np.logical_or.at(opened, chain, spells.open)
    first = order[np.searchsorted(chain[order], np.arange(count))]
    return first, end, opened


def _ranked(spells: Spells) -> tuple[Integers, Integers]:
    """Return the rank of each row's job among those of its person, and the order of the table."""
    texts = (spells.job_text, spells.occupation, spells.industry)
    ties: list[npt.NDArray[Any]] = [joint_codes(x) for x in texts]
    ties += [spells.pay, spells.hours, joint_codes(spells.kind), spells.end, spells.start]
    order = np.lexsort([*ties, spells.who])
    jobs, first = np.unique(spells.job[order], return_index=True)
    by_first = np.argsort(first)
    owner = spells.who[order][first[by_first]]
    begins = np.append(True, owner[1:] != owner[:-1])[: len(owner)]
    number = np.arange(len(owner)) - np.maximum.accumulate(
        np.where(begins, np.arange(len(owner)), 0)
    )
    rank = np.empty(len(jobs), np.int64)
    rank[by_first] = number + 1
    ranks = rank[np.searchsorted(jobs, spells.job)]
    return ranks, np.lexsort([*ties[:-2], ranks, spells.end, spells.start, spells.who])


def _frame(people: People, spells: Spells, ranks: Integers) -> pd.DataFrame:
    content = {
        "person": people.persons[spells.who], "job": ranks, "start": spells.start,
        "end": spells.end, "open": spells.open, "kind": spells.kind,
        "hours_per_week": spells.hours, "pay_per_week": spells.pay,
        "industry": or_none(spells.industry), "occupation": or_none(spells.occupation),
    }  # fmt: skip
    return pd.DataFrame(content)


def _rows_of(files: Sequence[Linked], spells: Spells) -> dict[str, Mask]:
    found = {}
    for number, linked in enumerate(files):
        mask = np.zeros(len(linked.who), bool)
        mask[spells.row[spells.file == number]] = True
        found[linked.read.file] = mask
    return found
