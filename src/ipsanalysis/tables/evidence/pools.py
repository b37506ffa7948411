"""What is pooled, by which method, and how much the effects of trials differ."""

from math import isnan

from ipsanalysis.plan.evidence import EvidencePlan, Pool
from ipsanalysis.tables.cell import Line, Table, Text, say
from ipsanalysis.tables.evidence import names, shown
from ipsanalysis.tables.evidence.files import Evidence
from ipsanalysis.tables.evidence.measures import alike, tau2_scale, with_unit
from ipsanalysis.tables.labels import listed
from ipsanalysis.tables.results import Result, Results

METHODS = (
    "REML and Wald z",
    "REML and Knapp-Hartung",
    "DerSimonian-Laird and Wald z",
    "DerSimonian-Laird and Knapp-Hartung",
    "Paule-Mandel and Wald z",
    "Paule-Mandel and Knapp-Hartung",
    "bootstrap",
    "common effect",
    "Mantel-Haenszel",
    "Peto",
    "binomial-normal",
)


def level(plan: EvidencePlan) -> str:
    """Return the confidence level of the plan as text."""
    return f"{plan.ci_level * 100:g}%"


def pools_table(own: Evidence) -> Table:
    """Return each pool: trials, people, pooled effect, prediction interval, heterogeneity."""
    plan, results = own.plan, own.results
    of = listed(dict.fromkeys(names.measure_words(pool.measures[0]) for pool in plan.pools), "or")
    lines = []
    for pool in plan.pools:
        row = names.pooled_row(results, pool, names.WALD)
        if row is None:
            continue
        cells = (
            _pooled_label(plan, pool, row),
            shown.trials(row),
            shown.people(row),
            shown.with_interval(row),
            shown.limits(names.pooled_row(results, pool, names.KNAPP_HARTUNG)),
            _prediction(results, pool),
            shown.with_interval(names.spread_row(results, pool, "tau2", "REML")),
            shown.estimate(names.spread_row(results, pool, "i2", "REML")),
        )
        lines.append(Line(cells=cells, emphasis=pool == plan.headline))
    columns = (
        "Outcome pooled",
        "Trials",
        "People",
        f"Pooled{_unit(plan)} ({level(plan)} CI), Wald z",
        f"{level(plan)} CI, Knapp-Hartung",
        f"{level(plan)} prediction interval",
        f"tau2 ({level(plan)} CI)",
        "I2",
    )
    return Table(
        name="pools",
        caption=f"What is pooled, {names.contrast_words(plan)}: {of}",
        columns=tuple(shown.squared(title) for title in columns),
        lines=tuple(lines),
        notes=(
            "Random effects, REML (restricted maximum likelihood). A pooled effect is the mean "
            "over trials. The prediction interval is where the effect of one more trial like these "
            "is expected (Wald z; t distribution with k − 2 degrees of freedom for k "
            f"trials{_few(plan, results)}). tau² is the variance of effects between trials"
            f"{tau2_scale(pool.measures[0] for pool in plan.pools)}, its "
            "interval by Q-profile; I² is the share of variation that is between trials.",
        ),
        plain_columns=columns,
        numeric=(1, 2, 3, 4, 5, 6, 7),
    )


def _pooled_label(plan: EvidencePlan, pool: Pool, row: Result) -> Text:
    one = shown.number_of_trials(row) == 1
    measure = "" if alike(plan) else f": {with_unit(pool.measures[0])}"
    return say(pool.label, measure, "; " if one else "", shown.of_trials(row) if one else "")


def _prediction(results: Results, pool: Pool) -> Text:
    """Return where one more trial is expected, with the method where it is not the main one."""
    row = names.next_trial_row(results, pool)
    other = row is not None and not row.method.startswith(names.WALD)
    return say(shown.limits(row), " (Knapp-Hartung)" if other else "")


def _few(plan: EvidencePlan, results: Results) -> str:
    """Say which degrees of freedom an interval has where there are too few trials for Wald z."""
    rows = [names.next_trial_row(results, pool) for pool in plan.pools]
    other = any(row and not row.method.startswith(names.WALD) for row in rows)
    return "; with two trials Knapp-Hartung, with k − 1" if other else ""


def _unit(plan: EvidencePlan) -> str:
    """Return the unit of all pooled effects; empty where pools differ, which is told by pool."""
    return names.unit_words(plan.headline.measures[0]) if alike(plan) else ""


def methods_table(own: Evidence) -> Table:
    """Return the headline pool by every method, under each of its measures."""
    plan, results = own.plan, own.results
    pool = plan.headline
    lines = [
        Line(
            group=say(names.measure_title(measure)),
            cells=(
                say(row.method),
                shown.trials(row),
                shown.with_interval(row),
                shown.p_value(row),
            ),
            emphasis=measure == pool.measures[0] and row.method.startswith(names.WALD),
        )
        for measure in pool.measures
        for row in by_method(results, pool, measure)
    ]
    return Table(
        name="methods",
        caption=f"{pool.label}: the pooled effect by every method",
        columns=("Method", "Trials", f"Pooled ({level(plan)} CI)", "P value"),
        lines=tuple(lines),
        notes=(
            "Trials: those with an effect under the measure. The first method is the plan's main "
            "one; the others answer the same question with other assumptions.",
        )
        if lines
        else (),
        numeric=(1, 2, 3),
    )


def by_method(results: Results, pool: Pool, measure: str) -> list[Result]:
    """Return the pooled effects of a pool under a measure, random effects by REML first."""
    rows = results.where(analysis="pooled", outcome=pool.id, statistic=names.POOLED[measure])
    return sorted(rows, key=lambda row: (_place(row), row.method))


def _place(row: Result) -> int:
    fits = [place for place, name in enumerate(METHODS) if row.method.startswith(name)]
    return fits[0] if fits else len(METHODS)


def heterogeneity_table(own: Evidence) -> Table:
    """Return how much effects differ between trials, by pool, measure and estimator."""
    plan, results = own.plan, own.results
    lines = []
    for pool in plan.pools:
        for measure in pool.measures:
            rows = results.where(analysis="heterogeneity", outcome=pool.id, subgroup=measure)
            for row in sorted(rows, key=_in_order):
                cells = (
                    say(f"{_NAMES[row.statistic]}, {shown.head(row)}"),
                    shown.estimate(row),
                    shown.limits(row),
                    shown.p_value(row),
                )
                group = f"{pool.label}: {names.measure_words(measure)}"
                lines.append(Line(group=say(group), cells=cells))
    return Table(
        name="heterogeneity",
        caption="How much effects differ between trials",
        columns=("Measure and method", "Estimate", f"{level(plan)} CI", "P value"),
        lines=tuple(lines),
        notes=(
            "Q tests whether chance alone could explain the differences. tau² is the variance "
            f"between trials{_spread_scale(plan)}. H² is how many times larger "
            "the variation is than chance alone would make it.",
        ),
        numeric=(1, 2, 3),
    )


def _spread_scale(plan: EvidencePlan) -> str:
    measures = {measure for pool in plan.pools for measure in pool.measures}
    return tau2_scale(measures)


def _in_order(row: Result) -> tuple[int, bool, str]:
    return (_KINDS.index(row.statistic), not row.method.startswith("REML"), row.method)


_KINDS = ("q", "tau2", "i2", "h2")
_NAMES = {"q": "Q", "tau2": "tau²", "i2": "I²", "h2": "H²"}


def significant(plan: EvidencePlan, row: Result | None) -> bool:
    """Whether the test of a row rejects at the plan's level."""
    return row is not None and not isnan(row.p_value) and row.p_value < 1 - plan.ci_level
