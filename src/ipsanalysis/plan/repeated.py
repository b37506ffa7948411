"""Models of a status at several times: outcomes in order, everyone randomised."""

from collections.abc import Iterator
from itertools import pairwise

from ipsanalysis.plan.comparison import BINARY, may_be, members_of, outcomes_of, strategies_of
from ipsanalysis.plan.part import Part
from ipsanalysis.plan.references import Problem, unknown

_OUTCOMES = tuple(kind for kind in BINARY if kind != "retained")


def repeated_outcomes_defined(plan: Part) -> Iterator[Problem]:
    """`repeated_status` names yes-or-no outcomes that everyone has, so not `retained`."""
    readable, outcomes = plan.ids("outcomes") is not None, plan.parts("outcomes")
    ids = [item.text("id") or "" for item in outcomes if may_be(item.text("kind"), _OUTCOMES)]
    for item in plan.parts("repeated_status"):
        for path, name in item.texts("outcomes").items():
            what = f"outcomes of the kind {' or '.join(_OUTCOMES)}"
            yield from unknown(path, name, ids if readable else None, what)
        yield from unknown(
            item.at("analysis_set"),
            item.text("analysis_set"),
            plan.ids("analysis_sets"),
            "analysis_sets",
        )


def repeated_outcomes_in_order(plan: Part) -> Iterator[Problem]:
    """The outcomes of `repeated_status` are of different times, in order of time."""
    for item in plan.parts("repeated_status"):
        outcomes = outcomes_of(plan, item) or []
        for earlier, later in pairwise(outcomes):
            before, after = _time(plan, earlier), _time(plan, later)
            if before is not None and after is not None and after <= before:
                yield (
                    item.at("outcomes"),
                    f"found {later.text('id')} (time {after}) after {earlier.text('id')} (time "
                    f"{before}); allowed: outcomes of different times, in order. Sort them, or "
                    "remove one.",
                )


def repeated_as_randomised(plan: Part) -> Iterator[Problem]:
    """`repeated_status` is of everyone randomised, and never the primary comparison.

    A status or an answer under `while_at_risk` would leave people out: it is `composite` there.
    """
    for item in plan.parts("repeated_status"):
        if item.text("role") == "primary":
            yield (
                item.at("role"),
                'found "primary"; allowed: any other role, for the primary is one comparison at '
                "one time. Change it.",
            )
        if members_of(plan, item) not in (None, "all"):
            yield (
                item.at("analysis_set"),
                f'found "{item.text("analysis_set")}"; allowed for repeated_status: a set with '
                "members all. Choose one.",
            )
        kinds = {outcome.text("kind") for outcome in outcomes_of(plan, item) or ()}
        if strategies_of(item) == {"while_at_risk"} and kinds & {"status_at", "answer"}:
            yield (
                item.at("intercurrent_events"),
                "found while_at_risk, which leaves people out of a status or an answer; allowed "
                "for repeated_status: composite. Change it.",
            )


def _time(plan: Part, outcome: Part) -> int | None:
    visit = plan.find("visits", outcome.part("source").text("visit"))
    for part, key in ((outcome, "at"), (outcome, "within"), (visit, "at")):
        if part is not None and part.whole(key) is not None:
            return part.whole(key)
    return None


RULES = (repeated_outcomes_defined, repeated_outcomes_in_order, repeated_as_randomised)
