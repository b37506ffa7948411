"""Stated rules for job spells, and how often each was used."""

import numpy as np
import pandas as pd

from ipsanalysis.derive.clock import horizon
from ipsanalysis.derive.intervals import FIRST, gaps, union
from ipsanalysis.derive.jobs import jobs_held
from ipsanalysis.derive.spells import Spells, counting_spells, uncut_spells
from ipsanalysis.derive.trial import Booleans, Floats, Integers, Trial
from ipsanalysis.plan.design import SpellSource
from ipsanalysis.plan.study import Plan

COLUMNS = ("rule", "uses", "people", "explanation")

_EXPLANATIONS = {
    "kind_does_not_count": "Spells of kinds of work that no outcome counts are left out.",
    "outside_observation": "Spells that ended before day 1 or began after observation of the "
    "person ended are left out.",
    "one_day": "Dates are inclusive: a spell that starts and ends on the same day is one day.",
    "open_end": "A spell without an end is still held when observation of the person ends.",
    "cut_at_end": "A spell that ends after observation of the person is cut to it.",
    "held_at_randomisation": "A job begun on or before the day of randomisation counts from day 1 "
    "for days, hours and pay, and is never the first job.",
    "no_first_job": "People who only worked in a job held at randomisation have no first job.",
    "touching": "A spell that begins on the day after another ended continues the same episode "
    "of work.",
    "overlapping": "A spell that begins before another ended belongs to the same episode of work.",
    "two_jobs": "With two jobs at the same time days are counted once and hours and pay are "
    "added up.",
    "one_job_twice": "When two segments of one job overlap, its days are counted once and hours "
    "and pay are added up.",
    "hours_change": "When hours or pay change within a job, each segment counts with its own; "
    "hours are never taken from merged episodes.",
    "gap_in_job": "Days between two segments of one job are not worked and do not count as held.",
    "hours_not_known": "With a segment of which the hours are not known, amounts of hours are not "
    "observed.",
    "pay_not_known": "With a segment of which the pay is not known, amounts of pay are not "
    "observed.",
}


def rule_uses(plan: Plan, trial: Trial) -> pd.DataFrame:
    """Count how often each rule for job spells was used.

    Spells count here when an outcome of the plan, or its industries, counts their kind; all of
    follow-up is looked at.

    Args:
        plan: The plan.
        trial: The canonical tables.

    Returns:
        Columns rule, uses, people, explanation; one row a rule, also those never used; no rows
        when nothing in the plan comes from job spells.
    """
    source = _source(plan)
    if source is None:
        return pd.DataFrame(columns=list(COLUMNS))
    uses = _uses(plan, trial, source)
    return pd.DataFrame(
        [
            (rule, len(people), len(np.unique(people)), _EXPLANATIONS[rule])
            for rule, people in ((name, uses[name]) for name in _EXPLANATIONS)
        ],
        columns=list(COLUMNS),
    )


def _source(plan: Plan) -> SpellSource | None:
    shown = plan.industries_worked_in
    found = [getattr(outcome, "source", None) for outcome in plan.outcomes]
    found += [shown.source] if shown else []
    kinds = {kind for item in found if isinstance(item, SpellSource) for kind in item.kinds}
    return SpellSource(table="job_spells", kinds=sorted(kinds)) if kinds else None


def _uses(plan: Plan, trial: Trial, source: SpellSource) -> dict[str, Integers]:
    """Return, for each rule, the person of each of its uses."""
    raw = uncut_spells(trial, source)
    until = np.minimum(trial.until, horizon(trial, plan, plan.follow_up.length))
    inside = np.maximum(raw.first, 1) <= np.minimum(raw.last, until[raw.person])
    kept = raw.chosen(inside)
    counted = trial.job_spells["kind"].isin(source.kinds).to_numpy()
    spells = counting_spells(trial, source, until)
    jobs = jobs_held(spells)
    return {
        "kind_does_not_count": trial.spell_person[~counted],
        "outside_observation": raw.person[~inside],
        "one_day": kept.person[kept.first == kept.last],
        "open_end": trial.spell_person[counted & trial.job_spells["open"].to_numpy(bool)],
        "cut_at_end": kept.person[kept.last > until[kept.person]],
        "held_at_randomisation": jobs.person[jobs.begun < 1],
        "no_first_job": np.setdiff1d(jobs.person, jobs.person[jobs.begun >= 1]),
        "hours_not_known": spells.person[np.isnan(spells.hours)],
        "pay_not_known": spells.person[np.isnan(spells.pay)],
        **_neighbours(spells),
    }


def _neighbours(spells: Spells) -> dict[str, Integers]:
    """Return uses of the rules about segments beside, or over, one another."""
    order, gap, _ = gaps(spells.person, spells.first, spells.last)
    person = spells.person[order]
    job_order, job_gap, _ = gaps(spells.held_job, spells.first, spells.last)
    same = spells.chosen(job_order)
    changed = np.zeros(len(job_gap), bool)
    changed[1:] = _differ(same.hours) | _differ(same.pay)
    return {
        "touching": person[gap == 0],
        "overlapping": person[gap < 0],
        "two_jobs": _two_jobs(spells),
        "one_job_twice": same.person[job_gap < 0],
        "hours_change": same.person[(job_gap != FIRST) & changed],
        "gap_in_job": same.person[(job_gap > 0) & (job_gap != FIRST)],
    }


def _differ(rate: Floats) -> Booleans:
    """Return whether each rate but the first differs from the one before it."""
    neither = np.isnan(rate[1:]) & np.isnan(rate[:-1])
    differ: Booleans = (rate[1:] != rate[:-1]) & ~neither
    return differ


def _two_jobs(spells: Spells) -> Integers:
    """Return the person of each stretch in a job that begins while another job is held."""
    job, first, last = union(spells.held_job, spells.first, spells.last)
    person = jobs_held(spells).person[job]
    order, gap, _ = gaps(person, first, last)
    return person[order][gap < 0]
