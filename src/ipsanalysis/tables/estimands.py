"""What each comparison estimates: the five attributes of ICH E9(R1)."""

from ipsanalysis.plan.analyses import BinaryComparison, RepeatedStatus, TimeComparison
from ipsanalysis.plan.study import Plan
from ipsanalysis.tables import events, labels
from ipsanalysis.tables.cell import Line, Table, say
from ipsanalysis.tables.labels import Comparison, Planned

BINARY = "Difference in proportions; risk ratio; odds ratio"
SUMMARY = {
    "cumulative_incidence": "Difference in cumulative incidence and in restricted mean time",
    "hazard": "Hazard ratio",
    "stratified_hazard": "Hazard ratio within strata",
    "kaplan_meier": "Difference in probability and in restricted mean time",
    "mean_difference": "Difference in means",
    "student": "Difference in means",
    "two_part": "Difference in means, standardised over the covariates",
    "two_part_gamma": "Difference in means, standardised over the covariates",
    "two_part_lognormal": "Difference in means, standardised over the covariates",
    "tweedie": "Difference and ratio of means, standardised over the covariates",
    "rate": "Rate ratio",
    "superiority": "Probability of superiority",
    "mean": "Mean of each arm, not compared",
}


def summary_measure(comparison: Comparison) -> str:
    """Return the population-level summary of a comparison."""
    measures = getattr(comparison, "measures", None)
    if measures is None:
        return BINARY
    words = dict.fromkeys(labels.in_sentence(SUMMARY[name]) for name in measures)
    return labels.capital("; ".join(words))


def variable(plan: Plan, comparison: Comparison) -> str:
    """Return the variable of a comparison: what is measured, how it is aggregated, when."""
    outcome = plan.outcome(comparison.outcome)
    measured = f"{outcome.variable}: {labels.in_sentence(outcome.metric)}"
    aggregated = labels.in_sentence(outcome.aggregation)
    return f"{outcome.label}. {measured}; {aggregated}. {outcome.time_point}"


def population(plan: Plan, comparison: Comparison) -> str:
    """Return the population of a comparison, with its label where it is not as randomised."""
    return labels.set_label(plan.analysis_set(comparison.analysis_set))


def treatment(plan: Plan) -> str:
    """Return the treatment conditions compared."""
    return f"{labels.capital(plan.active.treatment)} v {plan.control.treatment}"


def specified(comparison: Comparison | RepeatedStatus) -> str:
    """Return whether a comparison was planned before the data were seen."""
    return "prespecified" if comparison.prespecified else "post hoc"


def missing(comparison: Comparison) -> str:
    """Return how a comparison treats missing outcomes."""
    if comparison.missing != "none" and isinstance(comparison, TimeComparison):
        return "Everyone is analysed; people lost are censored at the end of their observation"
    if comparison.missing == "observed":
        return "People whose outcome is unobserved are left out"
    if comparison.missing == "as_not_employed":
        return "An unobserved outcome counts as no"
    return "None beyond the intercurrent event" if comparison.intercurrent_events else "None"


def estimand_table(plan: Plan) -> Table:
    """Return the five attributes of the estimand of each comparison of the plan."""
    return Table(
        name="estimands",
        caption="What each comparison estimates (the five attributes of ICH E9(R1))",
        columns=(
            "Role",
            "Population",
            "Treatment condition",
            "Variable",
            "Intercurrent events",
            "Population-level summary",
            "Missing outcomes",
        ),
        lines=(
            *(_line(plan, item) for item in labels.planned(plan)),
            *(_model_line(plan, model) for model in plan.repeated_status),
        ),
        notes=(
            "An intercurrent event is something that happens after randomisation and changes what "
            "the outcome means. It is not missing data. Post hoc: planned once the data had been "
            "seen.",
        ),
    )


def _line(plan: Plan, item: Planned) -> Line:
    comparison = item.comparison
    return Line(
        cells=(
            say(f"{labels.capital(comparison.role)}, {specified(comparison)}"),
            say(population(plan, comparison)),
            say(treatment(plan)),
            say(variable(plan, comparison)),
            say(events.events_handled(plan, comparison)),
            say(summary_measure(comparison)),
            say(missing(comparison)),
        ),
        emphasis=comparison.role == "primary",
    )


def _model_line(plan: Plan, model: RepeatedStatus) -> Line:
    """Return the line of a status at several times, compared in one model."""
    first = BinaryComparison(
        outcome=model.outcomes[0],
        role=model.role,
        analysis_set=model.analysis_set,
        intercurrent_events=model.intercurrent_events,
        missing=model.missing,
        prespecified=model.prespecified,
        adjusted_for=model.adjusted_for,
    )
    times = labels.listed(plan.outcome(name).time_point for name in model.outcomes)
    unobserved = {
        "none": "None",
        "observed": "Each person counts at the times when they were observed",
        "as_not_employed": "An unobserved outcome counts as no",
    }
    return Line(
        cells=(
            say(f"{labels.capital(model.role)}, {specified(model)}"),
            say(population(plan, first)),
            say(treatment(plan)),
            say(f"{model.label}. {plan.outcome(first.outcome).variable}. {times}"),
            say(events.events_handled(plan, first)),
            say("Odds ratio and difference in proportions at each time, from one model (GEE)"),
            say(unobserved[model.missing]),
        )
    )
