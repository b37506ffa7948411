"""The methods section, written from the methods of the result rows."""

from dataclasses import dataclass

from ipsanalysis.plan.outcomes import Answer, Outcome, Score
from ipsanalysis.plan.study import Plan
from ipsanalysis.tables import format as fmt
from ipsanalysis.tables import labels
from ipsanalysis.tables.events import cut_unit
from ipsanalysis.tables.methods import METHODS, REFERENCES, method_of
from ipsanalysis.tables.results import Results

PLAIN = (
    "count", "mean", "median", "standard deviation", "lower quartile", "upper quartile",
    "share of those known", "share of those observed", "sum of items", "months counted",
    "people counted",
    "share of months in the first state followed by an observed month",
    "as printed", "as remembered", "as computed", "as computed here",
)  # fmt: skip


REPEATED = "repeated_status"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence with its references.

    Attributes:
        words: The sentence.
        references: Numbers of the references it cites.
    """

    words: str
    references: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodsText:
    """The methods section.

    Attributes:
        sentences: One for each method used.
        references: The references in the order of their numbers.
    """

    sentences: tuple[Sentence, ...]
    references: tuple[str, ...]


def methods_text(plan: Plan, results: Results) -> MethodsText:
    """Return the methods used in the result rows, each with its references.

    Args:
        plan: The plan.
        results: All result rows.

    Returns:
        Sentences in a fixed order and the references they cite, numbered as first cited.
    """
    names = sorted({row.method for row in results.rows})
    used = {id(method_of(name)) for name in names if method_of(name)}
    order: dict[str, int] = {}
    sentences = []
    for method in METHODS:
        if id(method) not in used or not (method.words or method.sources):
            continue
        for source in method.sources:
            order.setdefault(source, len(order) + 1)
        if method.words:
            cited = tuple(order[source] for source in method.sources)
            sentences.append(Sentence(words=method.words, references=cited))
    others = [name for name in names if method_of(name) is None and name.lower() not in PLAIN]
    if others:
        sentences.append(Sentence(words=f"Other methods: {'; '.join(others)}."))
    sentences += [Sentence(words=words) for words in _from_plan(plan, results)]
    return MethodsText(
        sentences=tuple(sentences), references=tuple(REFERENCES[source] for source in order)
    )


def _from_plan(plan: Plan, results: Results) -> list[str]:
    found = [f"Intervals are at the {plan.ci_level * 100:g}% level; p-values are two-sided."]
    methods = {row.method.lower() for row in results.rows}
    if any(name.startswith(("bootstrap", "permutation")) for name in methods):
        often = plan.resampling
        found.append(
            f"Resampling used {fmt.count(often.bootstrap_replicates)} bootstrap resamples and "
            f"{fmt.count(often.permutation_replicates)} permutations, seed {plan.seed}."
        )
    adjusted = {
        (row.analysis == REPEATED, covariates): None
        for row in results.rows
        if (covariates := row.covariates) and not covariates.startswith("strata:")
    }
    found += [
        f"{'Models of several times (GEE) for' if repeated else 'Adjusted analyses of'} "
        f"{_outcomes(plan, results, covariates, repeated=repeated)} used "
        f"{labels.covariate_labels(plan, covariates)}."
        for repeated, covariates in adjusted
    ]
    return [*found, *_coding(plan, [names for _, names in adjusted]), *_same_time(plan)]


def _coding(plan: Plan, adjusted: list[str]) -> list[str]:
    """How covariates enter models, and what stands for their missing values."""
    names = {name.strip() for covariates in adjusted for name in covariates.split(",")}
    used = [covariate for covariate in plan.covariates if covariate.id in names]
    if not used:
        return []
    ordinal = [labels.in_sentence(item.label) for item in used if item.kind == "ordinal"]
    others = any(item.kind in ("binary", "categorical") for item in used)
    parts = [
        f"ordered levels enter as a linear score ({labels.listed(ordinal)})" if ordinal else "",
        "yes-or-no and unordered covariates as indicators of each level but the first"
        if others
        else "",
        "continuous ones as a linear term" if any(x.kind == "continuous" for x in used) else "",
    ]
    first, *others_told = (part for part in parts if part)
    verb = first if " enter " in first else first.replace(" as ", " enter as ", 1)
    coding = labels.listed((verb, *others_told))
    missing = "A missing covariate value becomes the mean over everyone randomised."
    return [f"In models {coding}. {missing}"]


def _same_time(plan: Plan) -> list[str]:
    """Which comes first when the outcome and an intercurrent event share a period or a day."""
    used = {name for item in labels.planned(plan) for name in item.comparison.intercurrent_events}
    events = [event for event in plan.intercurrent_events if event.id in used]
    names = labels.listed((labels.in_sentence(event.label) for event in events), "or")
    by_unit = _cut_by_unit(plan)
    several = len(by_unit) > 1
    return [
        (f"For {_named(outcomes)}: an" if several else "An")
        + f" outcome {'on' if unit == 'day' else 'in'} the same {unit} as an intercurrent event "
        f"({names}) counts as the outcome: what was recorded {'on' if unit == 'day' else 'in'} the "
        f"{unit} of the event stands, and the strategy applies from the {unit} after it."
        for unit, outcomes in by_unit.items()
    ] + _visits(plan)


def _cut_by_unit(plan: Plan) -> dict[str, list[Outcome]]:
    """The outcomes that an intercurrent event cuts, by the unit in which it does."""
    found: dict[str, list[Outcome]] = {}
    for outcome in _with_events(plan):
        if not isinstance(outcome, Answer | Score):
            found.setdefault(cut_unit(plan, outcome), []).append(outcome)
    return found


def _with_events(plan: Plan) -> list[Outcome]:
    items = [item.comparison for item in labels.planned(plan)]
    ids = dict.fromkeys(item.outcome for item in items if item.intercurrent_events)
    return [plan.outcome(name) for name in ids]


def _visits(plan: Plan) -> list[str]:
    if not any(isinstance(outcome, Answer | Score) for outcome in _with_events(plan)):
        return []
    return [
        "What was answered at a visit counts, also after an intercurrent event; the strategy "
        "applies where nothing was answered and the event had happened by the time of the visit."
    ]


def _named(outcomes: list[Outcome]) -> str:
    return labels.listed(labels.in_sentence(outcome.label) for outcome in outcomes)


def _outcomes(plan: Plan, results: Results, covariates: str, *, repeated: bool) -> str:
    rows = [row for row in results.rows if row.covariates == covariates]
    if repeated:
        keys = {row.plan_key for row in rows if row.analysis == REPEATED}
        models = enumerate(plan.repeated_status)
        return labels.listed(
            labels.in_sentence(item.label) for i, item in models if f"{REPEATED}.{i}" in keys
        )
    ids = {row.outcome: None for row in rows if row.analysis != REPEATED}
    return labels.listed(labels.in_sentence(labels.outcome_label(plan, name)) for name in ids)
