"""The full table of effects: every contrast of every comparison, with method and p-value."""

from math import isnan

from ipsanalysis.plan.study import Plan
from ipsanalysis.statistics import STATISTICS
from ipsanalysis.tables import events, labels, numbers
from ipsanalysis.tables import format as fmt
from ipsanalysis.tables.cell import Line, Table, Text, say
from ipsanalysis.tables.labels import Planned, capital
from ipsanalysis.tables.main_effects import FIRST_METHOD, both_arms, only_arms, reading_note
from ipsanalysis.tables.results import Result, Results

LEFT_OUT = ("log_hazard_ratio",)
CHI_SQUARED = ("log_rank", "proportional_hazards_test", "wald_test")
DAGGER = "\N{DAGGER}"
ORDER = list(STATISTICS)
Cells = tuple[Text, ...]


def all_effects(plan: Plan, results: Results) -> Table:
    """Return every effect of every comparison, with method and p-value."""
    arms = tuple(arm.label for arm in plan.arms)
    columns = ("Measure", *arms, f"Effect ({plan.ci_level * 100:g}% CI)", "P value", "Method")
    about = ("Outcome", "Time", "Role", "Analysis set", "Intercurrent events", "Label")
    lists = adjustment_lists(plan, results)
    lines: list[Line] = []
    plain_lines: list[Line] = []
    for item in labels.planned(plan):
        group = _group(plan, item)
        before: Cells = ()
        for cells, row in _lines(plan, results, item):
            repeated = cells[1:3] == before
            before = cells[1:3]
            arms_shown = ((), ()) if repeated else cells[1:3]
            method = say(method_words(row, lists))
            lines.append(Line(cells=(cells[0], *arms_shown, *cells[3:5], method), group=group))
            plain_lines.append(Line(cells=(*_about(plan, item, row), *cells)))
    return Table(
        name="effects",
        caption=f"All effects, {labels.contrast_label(plan)}",
        columns=columns,
        lines=tuple(lines),
        notes=(
            reading_note(plan),
            "The arms are printed once where several measures share them. A dash: the method gives "
            "no interval or no test.",
            *(f"({letter}) {capital(names)}." for letter, names in lists.values()),
            *_dagger_note(plan),
        ),
        plain_columns=(*about, *columns),
        plain_lines=tuple(plain_lines),
        numeric=(1, 2, 3),
    )


def _dagger_note(plan: Plan) -> tuple[str, ...]:
    if all(labels.randomised(plan, item.comparison) for item in labels.planned(plan)):
        return ()
    words = f"{capital(labels.NOT_RANDOMISED)}: who is in the set was decided after randomisation."
    return (f"{DAGGER} {words}",)


def _group(plan: Plan, item: Planned) -> Text:
    comparison = item.comparison
    mark = "" if labels.randomised(plan, comparison) else f"{DAGGER} "
    people = labels.set_label(plan.analysis_set(comparison.analysis_set))
    name = f"{mark}{plan.outcome(comparison.outcome).label}, {comparison.role}. {people}."
    return say(f"{name} {events.events_handled(plan, comparison)}.")


def _about(plan: Plan, item: Planned, row: Result) -> Cells:
    comparison = item.comparison
    return (
        say(plan.outcome(comparison.outcome).label),
        say(labels.time_words(plan, row)),
        say(row.role or comparison.role),
        say(plan.analysis_set(comparison.analysis_set).label),
        say(events.events_handled(plan, comparison)),
        say("; ".join(labels.remarks(plan, comparison))),
    )


def _lines(plan: Plan, results: Results, item: Planned) -> list[tuple[Cells, Result]]:
    rows = [
        row
        for row in results.where(**item.own, analysis=labels.ANALYSIS[item.family])
        if row.contrast and row.statistic not in LEFT_OUT
    ]
    rows.sort(key=_place)
    found = _arms_only(plan, results, item)
    for row in rows:
        label = labels.measure_label(plan, row)
        measure = say(f"{label}, {row.role}" if row.role == "sensitivity" else label)
        found.append(((measure, *both_arms(plan, results, row), *_effect(plan, row)), row))
    return found


def _place(row: Result) -> tuple[int, bool, float, bool]:
    time = -1.0 if isnan(row.timepoint) else row.timepoint
    chosen = row.method.lower().startswith(FIRST_METHOD)
    return ORDER.index(row.statistic), row.covariates != "", time, not chosen


def _effect(plan: Plan, row: Result) -> Cells:
    shown, tested = numbers.p_value(row), numbers.tested_by(row)
    method = say(_full_method(plan, row))
    if STATISTICS[row.statistic].scale == "test" and tested:
        return _test_value(row), say(shown), method
    p = say(shown, f" ({tested})" if tested else "")
    return say(numbers.with_interval(row)), p, method


def adjustment_lists(plan: Plan, results: Results) -> dict[str, tuple[str, str]]:
    """Return a letter and the names for each list of covariates in the rows."""
    used = dict.fromkeys(
        row.covariates
        for item in labels.planned(plan)
        for row in results.where(plan_key=item.plan_key)
        if row.covariates and row.contrast
    )
    return {
        covariates: (chr(ord("a") + place), labels.covariate_labels(plan, covariates))
        for place, covariates in enumerate(used)
    }


def method_words(row: Result, lists: dict[str, tuple[str, str]]) -> str:
    """Return a row's method, with the letter of the covariates it uses."""
    if row.covariates not in lists:
        return capital(row.method)
    return f"{capital(row.method)}; {_by(row)} ({lists[row.covariates][0]})"


def _by(row: Result) -> str:
    return "stratified by" if row.covariates.startswith("strata:") else "adjusted for"


def _test_value(row: Result) -> Text:
    if row.statistic not in CHI_SQUARED:
        return say(fmt.MISSING)
    return say("\N{GREEK SMALL LETTER CHI}\N{SUPERSCRIPT TWO} ", numbers.estimate(row))


def _full_method(plan: Plan, row: Result) -> str:
    if not row.covariates:
        return capital(row.method)
    return f"{capital(row.method)}; {_by(row)} {labels.covariate_labels(plan, row.covariates)}"


def _arms_only(plan: Plan, results: Results, item: Planned) -> list[tuple[Cells, Result]]:
    """The lines of what is estimated in each arm and not contrasted."""
    contrasted = results.first(**item.own, statistic="mean_difference")
    found = []
    compared = results.first(**item.own, statistic="risk_difference")
    shown = [
        "median_time",
        *([] if contrasted else ["mean"]),
        *([] if compared else ["proportion"]),
    ]
    for statistic in shown:
        row = results.first(**item.own, statistic=statistic, covariates="")
        if row is None:
            continue
        texts = only_arms(results, item, statistic)
        label = labels.measure_label(plan, row) + (" (SD)" if statistic == "mean" else "")
        both = tuple(texts.get(arm.id, ()) for arm in plan.arms)
        tail = (say("arms not compared"), say(fmt.MISSING), say(_full_method(plan, row)))
        found.append(((say(label), *both, *tail), row))
    return found
