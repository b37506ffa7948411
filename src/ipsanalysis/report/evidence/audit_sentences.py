"""What recomputing printed figures found, and what taking totals as non-events does."""

from collections.abc import Sequence

from ipsanalysis.audit.finding import DERIVED, PRINTED
from ipsanalysis.tables.cell import Text, joined, say
from ipsanalysis.tables.evidence import names, shown
from ipsanalysis.tables.evidence.files import Evidence, cell
from ipsanalysis.tables.evidence.measures import in_points
from ipsanalysis.tables.evidence.printed import VERDICT, printed_row
from ipsanalysis.tables.labels import in_sentence, listed
from ipsanalysis.tables.results import Result


def audit_sentences(own: Evidence) -> list[Text]:
    """Say how many printed figures were recomputed, and with which verdicts."""
    printed, derived = _verdicts(own, PRINTED), _verdicts(own, DERIVED)
    found = []
    if printed:
        figures = "figure was" if len(printed) == 1 else "figures were"
        found.append(say(f"{len(printed)} printed {figures} checked: {_by_verdict(printed)}."))
    if derived:
        checks = "1 check was" if len(derived) == 1 else f"{len(derived)} checks were"
        found.append(
            say(
                f"{checks} derived from them, of intervals' symmetry and of possible counts: "
                f"{_by_verdict(derived)}."
            )
        )
    return found


def _verdicts(own: Evidence, quantities: Sequence[str]) -> list[str]:
    return [cell(x, "verdict") for x in own.files.audit if cell(x, "quantity") in quantities]


def _by_verdict(verdicts: Sequence[str]) -> str:
    parts = [
        f"{verdicts.count(name)} {in_sentence(text)}"
        for name, text in VERDICT.items()
        if name in verdicts
    ]
    return listed(parts)


def totals_rows(own: Evidence) -> tuple[Result, Result] | None:
    """Return the pooled effect as it should be and with totals taken as non-events."""
    pool = next((x for x in own.plan.pools if x.id == own.plan.totals_as_non_events), None)
    if pool is None:
        return None
    right = names.pooled_row(own.results, pool, names.WALD)
    wrong = own.results.first(analysis="miscount", outcome=pool.id)
    if right is None or wrong is None or not right.estimated or not wrong.estimated:
        return None
    return right, wrong


def totals_sentence(own: Evidence) -> Text:
    """Say what taking each arm's total as its people without the event does to a pooled effect."""
    rows = totals_rows(own)
    if rows is None:
        return ()
    right, wrong = rows
    label = in_sentence(names.pool_label(own.plan, right.outcome))
    measure = right.statistic.removeprefix("pooled_")
    what = names.measure_words(measure)
    return say(
        _happened(own),
        "A table of two arms has people with and people without the event. When a program is "
        "given each arm's total as its people without the event, every effect is drawn towards "
        f"none. Done on purpose to the trials pooled under {label}, the pooled {what} of ",
        shown.with_interval(right),
        " becomes ",
        shown.with_interval(wrong),
        f"{in_points(measure)} (REML, Wald z).",
    )


def _happened(own: Evidence) -> Text:
    """Say in which papers it happened, with what they printed."""
    rows = [
        say(f"{item.label}, ", shown.with_interval(row))
        for item in own.plan.printed_pools
        if item.totals_as_non_events and (row := printed_row(own.results, item))
    ]
    if not rows:
        return ()
    return say("In ", joined(rows, "; in "), ", totals were taken as non-events. ")
