"""The state of people in each month: time in each state, transitions, sequences."""

from ipsanalysis.plan.study import Plan
from ipsanalysis.tables import format as fmt
from ipsanalysis.tables import numbers
from ipsanalysis.tables.cell import Line, Piece, Table, Text, say
from ipsanalysis.tables.results import Result, Results

OTHERWISE = "otherwise"
OTHERS = "other sequences"
NOT_OBSERVED = "not_observed"
IN_PART = "not observed throughout"
ARROW = " \N{RIGHTWARDS ARROW} "


def state_labels(plan: Plan) -> dict[str, str]:
    """Return the name of each state by id, in the plan's order; none without states."""
    if plan.states is None:
        return {}
    return {**{item.id: item.label for item in plan.states.of}, OTHERWISE: plan.states.otherwise}


def time_labels(plan: Plan) -> dict[str, str]:
    """Return the name of each state by id and, last, of the time not observed."""
    return {**state_labels(plan), NOT_OBSERVED: "Not observed"} if plan.states else {}


def months_table(plan: Plan, results: Results) -> Table:
    """Return the mean time in each state by arm and the difference."""
    rows = results.where(analysis="states", outcome="months_in_state")
    of = {(row.subgroup, row.statistic, row.group): row for row in rows}
    differences = {row.subgroup: row for row in rows if row.statistic == "mean_difference"}
    unit = plan.follow_up.unit
    lines = [
        Line(
            cells=(
                say(label),
                *(_estimate(of.get((name, "mean", arm.id))) for arm in plan.arms),
                say(numbers.with_interval(differences[name])) if name in differences else (),
            )
        )
        for name, label in time_labels(plan).items()
        if any(subgroup == name for subgroup, _, _ in of)
    ]
    counted = any(subgroup == NOT_OBSERVED for subgroup, _, _ in of)
    unobserved = "have a line of their own" if counted else "count in no state"
    return Table(
        name="months_in_state",
        caption=f"Mean {unit}s in each state",
        columns=(
            "State",
            *(arm.label for arm in plan.arms),
            f"Difference, {unit}s ({plan.ci_level * 100:g}% CI)",
        ),
        lines=tuple(lines),
        notes=(
            f"Means are over everyone randomised; {unit}s that were not observed {unobserved}. "
            f"Differences are {plan.active.label} minus {plan.control.label}, Welch's "
            "interval. CI: confidence interval.",
        ),
        numeric=(1, 2, 3),
    )


def transitions_table(plan: Plan, results: Results) -> Table:
    """Return how often each state is followed by each state, an arm under the other."""
    rows = results.where(analysis="states", outcome="transition", statistic="proportion")
    of = {(row.group, row.subgroup): row for row in rows}
    names = state_labels(plan) if rows else {}
    unit = plan.follow_up.unit
    lines = [
        Line(
            cells=(
                say(label),
                *(_share(of.get((arm.id, f"{first} -> {second}"))) for second in names),
            ),
            group=say(arm.label),
        )
        for arm in plan.arms
        for first, label in names.items()
    ]
    return Table(
        name="transitions",
        caption=f"State of one {unit} and of the next",
        columns=("From, to", *names.values()),
        lines=tuple(lines),
        notes=(
            f"Of the {unit}s in the state of the line that were followed by an observed {unit}: "
            "number (%) followed by the state of the column.",
        ),
        numeric=tuple(range(1, len(names) + 1)),
    )


def sequences_table(plan: Plan, results: Results) -> Table:
    """Return how many people had each of the commonest sequences of states, by arm."""
    rows = results.where(analysis="states", outcome="sequence", statistic="n")
    of = {(row.subgroup, row.group): row for row in rows}
    totals = {row.subgroup: row.n or 0 for row in rows if row.group == "all"}
    lines = [
        Line(
            cells=(
                say(sequence_label(plan, name)),
                *(_estimate(of.get((name, group))) for group in (*_arm_ids(plan), "all")),
            )
        )
        for name in commonest(totals)
    ]
    least = plan.states.at_least if plan.states else 0
    return Table(
        name="sequences",
        caption="Commonest sequences of states",
        columns=("Sequence", *(arm.label for arm in plan.arms), "Both arms"),
        lines=tuple(lines),
        notes=(
            f"Number of people by their states one after another, however long each lasted, among "
            f"those observed in every {plan.follow_up.unit}; the others stand last. "
            f"Sequences of fewer than {least} people are together in one line.",
        ),
        numeric=(1, 2, 3),
    )


def commonest(totals: dict[str, int]) -> list[str]:
    """Return sequences, the commonest first; all others, then those observed in part, last."""
    last = (OTHERS, IN_PART)
    return sorted(
        totals, key=lambda name: (last.index(name) if name in last else -1, -totals[name], name)
    )


def sequence_label(plan: Plan, sequence: str) -> str:
    """Return the name of a sequence: its states one after another."""
    names = state_labels(plan)
    if sequence == OTHERS:
        return "All other sequences"
    if sequence == IN_PART:
        return f"At least one {plan.follow_up.unit} not observed"
    return ARROW.join(names.get(name, name) for name in sequence.split(", "))


def _arm_ids(plan: Plan) -> list[str]:
    return [arm.id for arm in plan.arms]


def _estimate(row: Result | None) -> Text:
    return say(numbers.estimate(row)) if row else ()


def _share(row: Result | None) -> Text:
    if row is None:
        return ()
    if not row.estimated:
        return say(Piece(text=fmt.MISSING, key=row.key))
    shown = f"{fmt.count(row.n_events or 0)}{fmt.NO_BREAK}({fmt.percent(row.estimate)})"
    return say(Piece(text=shown, key=row.key))
