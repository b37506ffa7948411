"""What one trial, the order of trials and small trials do to the headline pool."""

import re
from collections.abc import Mapping
from math import inf, log

from scipy.special import ndtr

from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.statistics import STATISTICS
from ipsanalysis.stats.estimate import normal_quantile
from ipsanalysis.tables.cell import Line, Table, Text, say
from ipsanalysis.tables.evidence import names, shown
from ipsanalysis.tables.evidence.files import Evidence
from ipsanalysis.tables.evidence.pools import level
from ipsanalysis.tables.format import MISSING, fixed
from ipsanalysis.tables.results import Result, Results

INFLUENCE = ("hat_value", "cook_distance", "dfbetas", "studentised_residual", "deleted_tau2")
LIMITED = ("hat_value", "cook_distance", "dfbetas", "dffits")
"""Measures that have a limit beyond which a trial counts as influential."""
FLAG = "Influential"
FAR = normal_quantile(0.95)
"""What 1 studentised residual in 20 passes by chance, on either side of 0."""


def leave_one_out_table(own: Evidence) -> Table:
    """Return the headline pool without each trial, and how much each trial pulls at it."""
    plan, results, files = own.plan, own.results, own.files
    pool, named = plan.headline, names.trial_names(files, results)
    wanted = names.POOLED[pool.measures[0]]
    rows = results.where(analysis="leave_one_out", outcome=pool.id, statistic=wanted)
    by = {
        (row.subgroup, row.statistic): row
        for row in results.where(analysis="influence", outcome=pool.id)
    }
    lines = []
    for row in sorted(rows, key=lambda row: by_year(own, named, row)):
        mine = [by.get((row.subgroup, statistic)) for statistic in INFLUENCE]
        flagged = any(found and FLAG in found.note for found in mine)
        cells = (
            say(named.get(row.subgroup, row.subgroup)),
            shown.with_interval(row),
            *(shown.estimate(found) for found in mine),
            say("yes" if flagged else "no"),
        )
        lines.append(Line(cells=cells, emphasis=flagged))
    columns = (
        "Trial left out",
        f"Pooled without it{names.unit_words(pool.measures[0])} ({level(plan)} CI)",
        *(STATISTICS[name].label for name in INFLUENCE),
        "Influential",
    )
    return Table(
        name="leave_one_out",
        caption=f"{pool.label}: each trial left out",
        columns=tuple(shown.squared(title) for title in columns),
        lines=tuple(lines),
        notes=(
            "REML and Wald z; trials by year. Influential: by the rules of Viechtbauer and Cheung "
            "on DFFITS, Cook's distance, hat value and DFBETAS. The studentised residual has no "
            f"such rule; 1 in 20 lies beyond {fixed(-FAR, 2)} or {fixed(FAR, 2)} by chance.",
        ),
        plain_columns=columns,
        numeric=tuple(range(1, len(INFLUENCE) + 2)),
    )


def by_year(own: Evidence, named: Mapping[str, str], row: Result) -> tuple[float, str, str]:
    """Place a row by the year of its trial, then by the trial's label; unknown years come last."""
    return (own.files.years.get(row.subgroup, inf), named.get(row.subgroup, ""), row.subgroup)


def far_residuals(plan: EvidencePlan, results: Results) -> tuple[list[Result], int]:
    """Return the studentised residuals beyond `FAR`, the furthest first, and how many there are."""
    rows = _influence(plan, results, "studentised_residual")
    far = [row for row in rows if abs(row.estimate) > FAR]
    return sorted(far, key=lambda row: (-abs(row.estimate), row.key)), len(rows)


def limited_measures(plan: EvidencePlan, results: Results) -> list[str]:
    """Return the measures of influence with a limit that the rows hold, as they are called."""
    return [shown.label(name) for name in LIMITED if _influence(plan, results, name)]


def largest_residual(plan: EvidencePlan, results: Results) -> Result | None:
    """Return the studentised residual furthest from 0 among the trials of the headline."""
    rows = _influence(plan, results, "studentised_residual")
    return max(rows, key=lambda row: (abs(row.estimate), row.key), default=None)


def lowest_tau2(plan: EvidencePlan, results: Results) -> Result | None:
    """Return tau2 without the trial whose removal lowers it most."""
    rows = _influence(plan, results, "deleted_tau2")
    return min(rows, key=lambda row: (row.estimate, row.key), default=None)


def _influence(plan: EvidencePlan, results: Results, statistic: str) -> list[Result]:
    rows = results.where(analysis="influence", outcome=plan.headline.id, statistic=statistic)
    return [row for row in rows if row.estimated]


def cumulative_table(own: Evidence) -> Table:
    """Return the headline pool as trials came in, by year."""
    plan, results, files = own.plan, own.results, own.files
    pool, named = plan.headline, names.trial_names(files, results)
    lines = [
        Line(
            cells=(
                say(named.get(row.subgroup, row.subgroup)),
                shown.trials(row),
                shown.with_interval(row),
            )
        )
        for row in cumulative_rows(plan, results)
    ]
    return Table(
        name="cumulative",
        caption=f"{pool.label}: the pooled effect as trials came in",
        columns=(
            "Trial added",
            "Trials",
            f"Pooled{names.unit_words(pool.measures[0])} ({level(plan)} CI)",
        ),
        lines=tuple(lines),
        notes=("REML and Wald z; trials of one year in the order of their names.",),
        numeric=(1, 2),
    )


def cumulative_rows(plan: EvidencePlan, results: Results) -> list[Result]:
    """Return the rows of the cumulative pool in the order of years."""
    wanted = names.POOLED[plan.headline.measures[0]]
    rows = results.where(analysis="cumulative", outcome=plan.headline.id, statistic=wanted)
    return sorted(rows, key=lambda row: (row.timepoint, row.subgroup))


def small_study_table(own: Evidence) -> Table:
    """Return the tests of asymmetry, and the pool corrected for it under each model."""
    plan, results = own.plan, own.results
    rows = results.where(analysis="small_study", outcome=plan.headline.id, subgroup="")
    filled = filled_trials(plan, results)
    lines = [
        Line(cells=(_what(row), shown.with_interval(row), shown.p_value(row), _note(row, filled)))
        for row in sorted(rows, key=lambda row: (_model(row), _order(row), row.key))
    ]
    return Table(
        name="small_study",
        caption=f"{plan.headline.label}: do small trials show larger effects?",
        columns=("Measure and method", f"Estimate ({level(plan)} CI)", "P value", "Note"),
        lines=tuple(lines),
        notes=(
            "Asymmetry has many reasons beside results that were never printed, and with few "
            "trials the tests find little. Corrected effects say what the mean would be "
            f"if the model held. {egger_warning(plan)}".strip(),
        )
        if lines
        else (),
        numeric=(1, 2),
    )


def egger_warning(plan: EvidencePlan) -> str:
    """Return why Egger's test errs with ratios; empty for differences."""
    if plan.headline.measures[0] == "risk_difference":
        return ""
    return (
        "For risk and odds ratios Egger's test rejects too often, for the standard error of a "
        "ratio depends on the effect itself."
    )


def at_step(plan: EvidencePlan, results: Results) -> tuple[float, int, int] | None:
    """Return the step in p of the selection model, the trials above it, and all its trials.

    A trial is above the step when the one-sided p-value of its effect, 1 less the normal
    distribution at the logarithm of its ratio (or its difference) over the standard error, is.
    """
    model = results.first(
        analysis="small_study", outcome=plan.headline.id, statistic="selection_weight"
    )
    step = re.search(r"p = ([0-9.]*[0-9])", model.method) if model else None
    measure = plan.headline.measures[0]
    rows = results.where(analysis="trial", outcome=plan.headline.id, statistic=measure)
    rows = [row for row in rows if row.estimated]
    if step is None or not rows:
        return None
    size = log if measure.endswith("ratio") else float
    above = [row for row in rows if ndtr(-size(row.estimate) / row.std_error) > float(step[1])]
    return float(step[1]), len(above), len(rows)


_MODELS = ("Egger", "Peters", "trim and fill", "three-parameter")
_FIRST = ("egger_test", "peters_test", "filled_trials", "selection_test", "selection_weight")


def _model(row: Result) -> int:
    fits = [
        place
        for place, name in enumerate(_MODELS)
        if name.lower() in row.method.lower() or row.statistic.startswith(name.lower())
    ]
    return fits[0] if fits else len(_MODELS)


def _order(row: Result) -> int:
    return _FIRST.index(row.statistic) if row.statistic in _FIRST else len(_FIRST)


def _what(row: Result) -> Text:
    return say(f"{shown.titled(row)}: {row.method}")


def filled_trials(plan: EvidencePlan, results: Results) -> Result | None:
    """Return the row that counts the mirror images which trim and fill adds."""
    return results.first(
        analysis="small_study", outcome=plan.headline.id, statistic="filled_trials", subgroup=""
    )


def _note(row: Result, filled: Result | None) -> Text:
    words = shown.without_trials(row.note) if row.estimated else ""
    return say(words) if words else _printed_and_filled(row, filled) or say(MISSING)


def _printed_and_filled(row: Result, filled: Result | None) -> Text:
    """Tell the trials from their mirror images in a pool that counts both."""
    number = shown.number_of_trials(row)
    both = filled is not None and row.method.startswith(filled.method)
    if filled is None or number is None or not both or not filled.estimated:
        return ()
    return say(f"{number - int(filled.estimate)} trials and ", shown.estimate(filled), " filled in")
