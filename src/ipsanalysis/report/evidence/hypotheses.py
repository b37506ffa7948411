"""Why our pooled effect is not the one printed elsewhere: hypotheses, and what rows show."""

from collections.abc import Callable
from dataclasses import dataclass

from ipsanalysis.plan.evidence import EvidencePlan, Hypothesis, PrintedPool
from ipsanalysis.report.evidence.moderators import coefficient, few, without_one_sentence
from ipsanalysis.report.evidence.sentences import cumulative_sentence
from ipsanalysis.report.evidence.small_study import small_study_sentences
from ipsanalysis.report.evidence.uncounted import uncounted_sentences
from ipsanalysis.tables.cell import Text, joined, say
from ipsanalysis.tables.evidence import names, shown
from ipsanalysis.tables.evidence.files import Evidence, cell
from ipsanalysis.tables.evidence.measures import named_unless_alike, step_words
from ipsanalysis.tables.evidence.printed import printed_row
from ipsanalysis.tables.evidence.subgroups import coefficients
from ipsanalysis.tables.format import ratio
from ipsanalysis.tables.labels import in_sentence
from ipsanalysis.tables.results import Results


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A hypothesis and what the rows show for it.

    Attributes:
        title: The hypothesis in a few words.
        text: What it says.
        shows: What the rows show.
    """

    title: str
    text: str
    shows: tuple[Text, ...]


def compared(plan: EvidencePlan) -> PrintedPool | None:
    """Return the printed pooled effect that ours is compared with: the first of our measure."""
    same = (item for item in plan.printed_pools if item.measure == plan.headline.measures[0])
    return next(same, None)


def title(plan: EvidencePlan, results: Results) -> str:
    """Return the heading of the hypotheses, saying on which side we are."""
    item, row = compared(plan), names.pooled_row(results, plan.headline, names.WALD)
    if item is None or row is None or not row.estimated:
        return "Why pooled effects differ"
    way = "above" if row.estimate > item.estimate else "below"
    return f"Why this is {way} {_printed(results, item)}"


def _printed(results: Results, item: PrintedPool) -> str:
    row = printed_row(results, item)
    return shown.number(row, row.estimate) if row else ratio(item.estimate)


def opening(plan: EvidencePlan, results: Results) -> Text:
    """Say what is compared with what."""
    item, ours = compared(plan), names.pooled_row(results, plan.headline, names.WALD)
    row = printed_row(results, item) if item else None
    if item is None or row is None or ours is None or not ours.estimated:
        return ()
    return say(
        f"{item.label} printed ", shown.with_interval(row), "; the headline here is ",
        shown.with_kind(ours), ". What follows are hypotheses, each with what the rows "
        "show. None is a finding: several may hold at once, and the rows do not tell which.",
    )  # fmt: skip


def offered(own: Evidence) -> list[Offered]:
    """Return the hypotheses of the plan, each with what the rows show.

    Args:
        own: Everything the page is made from.

    Returns:
        One entry a hypothesis, in the plan's order.
    """
    plan = own.plan
    return [_offered(item, own) for item in plan.hypotheses]


def _offered(item: Hypothesis, own: Evidence) -> Offered:
    found = tuple(text for text in SHOW[item.shows](own) if text)
    return Offered(
        title=item.title,
        text=item.text,
        shows=found or (say("The rows show nothing for or against it."),),
    )


def _small_study(own: Evidence) -> list[Text]:
    plan, results = own.plan, own.results
    return small_study_sentences(plan, results)


def _later(own: Evidence) -> list[Text]:
    plan, results = own.plan, own.results
    years = {item.id for item in plan.moderators if item.source == "year"}
    found: list[Text] = []
    for item in plan.regressions:
        if len(item.moderators) != 1 or item.moderators[0] not in years:
            continue
        for row in coefficients(plan, results, item.moderators[0]):
            if row.subgroup != names.REFERENCE:
                words = names.coefficient_in_sentence(plan, row.subgroup)
                found.append(
                    say(
                        f"Meta-regression, {step_words(plan.headline.measures[0])} by {words}: ",
                        coefficient(plan, results, row),
                        ".",
                        without_one_sentence(own, row.covariates),
                        few(plan, results, item.moderators[0]),
                    )
                )
    return [*found, cumulative_sentence(plan, results)]


def _smaller(own: Evidence) -> list[Text]:
    plan, results = own.plan, own.results
    item, pool = compared(plan), plan.headline
    rows = results.where(analysis="trial", outcome=pool.id, statistic=pool.measures[0])
    rows = [row for row in rows if row.estimated]
    if item is None or not rows:
        return []
    below = sum(row.estimate < item.estimate for row in rows)
    have = "has" if below == 1 else "have"
    return [
        say(
            f"Of the {len(rows)} headline trials {below} {have} an effect below "
            f"{_printed(results, item)}; the forest plot shows which."
        )
    ]


def _outcomes(own: Evidence) -> list[Text]:
    return [text for text in (_other_classes(own), _wider_pools(own)) if text]


def _other_classes(own: Evidence) -> Text:
    """Say what the rows of other classes of outcome show by themselves."""
    plan, head = own.plan, own.plan.headline
    found: dict[str, Text] = {}
    for pool in plan.pools[1:]:
        effects = own.results.where(
            analysis="trial", outcome=pool.id, statistic=head.measures[0], estimated=True
        )
        of = {row.subgroup: row for row in effects}
        for record in own.files.entered(pool.id):
            name, row = cell(record, "outcome_class"), of.get(cell(record, "trial_id"))
            if name not in head.outcome_classes and row:
                label = f"{names.row_label(record)}, {in_sentence(plan.outcome_classes[name])}, "
                found.setdefault(cell(record, "row_id"), say(label, shown.with_kind(row)))
    if not found:
        return ()
    one = len(found) == 1
    rows = "The row" if one else f"The {len(found)} rows"
    return say(
        f"{rows} of other classes that a pool takes, by {'itself' if one else 'themselves'}: ",
        joined((text for _, text in sorted(found.items())), "; "),
        ".",
    )


def _wider_pools(own: Evidence) -> Text:
    plan, results = own.plan, own.results
    head = plan.headline
    pools = [
        pool
        for pool in plan.pools
        if pool == head or set(pool.outcome_classes) != set(head.outcome_classes)
    ]
    parts = [
        say(
            f"{in_sentence(pool.label)}, ",
            shown.of_trials(row),
            f": {named_unless_alike(plan, pool)}",
            shown.with_interval(row),
        )
        for pool in pools
        if (row := names.pooled_row(results, pool, names.WALD)) and row.estimated
    ]
    if len(parts) < 2:
        return ()
    return say(
        "Pooled (REML, Wald z), where most trials stand in several pools: ",
        joined(parts, "; "),
        ".",
    )


SHOW: dict[str, Callable[[Evidence], list[Text]]] = {
    "rows_without_counts": uncounted_sentences,
    "small_study": _small_study,
    "later_trials": _later,
    "smaller_effects": _smaller,
    "outcome_class": _outcomes,
}
