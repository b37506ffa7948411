"""Which rows enter a pool: one of each trial, by rules in a fixed order."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from ipsanalysis.plan.evidence import FollowUpRange, Pool

RULES = (
    "synthetic",
    "by_name",
    "no_counts",
    "outcome_class",
    "use",
    "follow_up",
    "comparator",
    "verified",
    "count_basis",
    "better_source",
    "better_use",
    "better_follow_up",
)
OWN = "own_data"
USES = {
    "primary": "the file marks it as primary",
    "sensitivity": "the file keeps it for sensitivity analyses",
    "not_pooled": "the file says never to pool it: {notes}",
}
COUNTS = ["n", "events", "n_control", "events_control"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The rows of a pool, and all others.

    Attributes:
        rows: The rows that enter, by year and trial id; one a trial, unless some are equally good.
        left: Every other row in that order, with `rule`, a word of `RULES`, and `reason`.
    """

    rows: pd.DataFrame
    left: pd.DataFrame


def choose(pool: Pool, comparisons: pd.DataFrame) -> Choice:
    """Choose the rows that enter a pool.

    A row is left out by the first rule that it breaks: it is a synthetic study; the plan leaves it
    out by name; it has no counts; its outcome is of another class; it is used otherwise; its
    follow-up, its comparator, where it was seen or how its counts are known is not what the pool
    takes. Of the rows of one trial that remain, that of a study of this project comes first, then
    a primary row before a sensitivity row, then the follow-up that the pool prefers; a follow-up
    that is not known comes last. Rows of one trial that are equally good all enter: `hold_pools`
    stops such a plan.

    Args:
        pool: The pool.
        comparisons: The table `comparisons`.

    Returns:
        The rows; each row of the table is in one of the two frames.
    """
    ordered = comparisons.sort_values(["year", "trial_id", "row_id"], ignore_index=True)
    told = pd.DataFrame({"rule": "", "reason": ""}, index=ordered.index, dtype=object)
    for rule, broken, reason in _rules(pool, ordered):
        _tell(told, broken & (told["rule"] == ""), rule, reason)
    for rule, rank in _ranks(pool, ordered):
        _one_of_each(told, ordered, rule, rank)
    enters = told["rule"] == ""
    return Choice(
        rows=ordered[enters].reset_index(drop=True),
        left=ordered[~enters].join(told[~enters]).reset_index(drop=True),
    )


def _tell(told: pd.DataFrame, where: pd.Series, rule: str, reason: pd.Series) -> None:
    told.loc[where, "rule"] = rule
    told.loc[where, "reason"] = reason[where]


def _rules(pool: Pool, rows: pd.DataFrame) -> Iterator[tuple[str, pd.Series, pd.Series]]:
    """Give each rule for single rows, the rows that break it, and why."""
    made_up = (rows["data_status"] != "real") & (rows["count_basis"] == OWN)
    yield "synthetic", made_up, _said(rows, "the data are synthetic, which are never pooled")
    named = rows["row_id"].map(dict(pool.without))
    yield "by_name", named.notna(), named.fillna("").astype(object)
    bare = (rows["use"] == "no_counts") | rows[COUNTS].isna().any(axis=1)
    yield "no_counts", bare, _said(rows, "no counts: {count_basis_text}")
    other = ~rows["outcome_class"].isin(pool.outcome_classes)
    yield "outcome_class", other, _said(rows, "the outcome is of another class, {outcome_class}")
    unused = ~rows["use"].isin(pool.use)
    told = [USES.get(row["use"], "").format_map(row) for row in rows.to_dict("records")]
    yield "use", unused, pd.Series(told, index=rows.index, dtype=object)
    months = rows["follow_up_months"]
    yield "follow_up", ~_within(pool.follow_up, months), months.map(_length)
    for rule, column, allowed, text in (
        ("comparator", "comparator_group", pool.comparator_groups, "compared with {}"),
        ("verified", "verified", pool.verified, "seen as {}"),
        ("count_basis", "count_basis", pool.count_basis, "counts {}"),
    ):
        if allowed is not None:
            reason = _said(rows, text.replace("{}", f"{{{column}}}"))
            yield rule, ~rows[column].isin([*allowed, OWN]), reason


def _said(rows: pd.DataFrame, text: str) -> pd.Series:
    told = [text.format_map(row) for row in rows.to_dict("records")]
    return pd.Series(told, index=rows.index, dtype=object)


def _within(allowed: FollowUpRange | None, months: pd.Series) -> pd.Series:
    """Return which follow-up a pool takes; one that is not known is in no range."""
    fits = pd.Series(data=True, index=months.index)
    if allowed and allowed.at_least is not None:
        fits &= months >= allowed.at_least
    if allowed and allowed.at_most is not None:
        fits &= months <= allowed.at_most
    return fits


def _length(months: float) -> str:
    return "follow-up not known" if pd.isna(months) else f"follow-up of {months:g} months"


def _ranks(pool: Pool, rows: pd.DataFrame) -> Iterator[tuple[str, pd.Series]]:
    """Give each rule between rows of one trial, with a number that is smaller where better."""
    yield "better_source", (rows["count_basis"] != OWN).astype(float)
    yield "better_use", (rows["use"] != "primary").astype(float)
    sign = -1.0 if pool.prefer_follow_up == "longest" else 1.0
    yield "better_follow_up", (sign * rows["follow_up_months"]).fillna(float("inf"))


def _one_of_each(told: pd.DataFrame, rows: pd.DataFrame, rule: str, rank: pd.Series) -> None:
    """Leave out rows of a trial that are worse than another row of it that remains."""
    remains = told["rule"] == ""
    best = rank[remains].groupby(rows.loc[remains, "trial_id"]).transform("min")
    worse = remains & (rank > best.reindex(rank.index))
    kept = rows[remains & ~worse].groupby("trial_id")["row_id"].agg(", ".join)
    better = {
        "better_source": "a study of this project",
        "better_use": "primary",
        "better_follow_up": "of the preferred follow-up",
    }[rule]
    reason = "the same trial as " + rows["trial_id"].map(kept).fillna("") + f", which is {better}"
    _tell(told, worse, rule, reason)


def chosen_table(pools: list[Pool], comparisons: pd.DataFrame) -> pd.DataFrame:
    """Say of each pool and row whether it enters, and why not.

    Args:
        pools: The pools.
        comparisons: The table `comparisons`.

    Returns:
        Columns pool, row_id, trial_id, entered, rule, reason; text is empty for rows that enter.
    """
    parts = [_of_pool(pool, choose(pool, comparisons)) for pool in pools]
    return pd.concat(parts, ignore_index=True)


def _of_pool(pool: Pool, choice: Choice) -> pd.DataFrame:
    names = ["row_id", "trial_id"]
    entered = choice.rows[names].assign(entered=True, rule="", reason="")
    left = choice.left[[*names, "rule", "reason"]].assign(entered=False)
    both = pd.concat([entered, left], ignore_index=True).sort_values("row_id", ignore_index=True)
    both.insert(0, "pool", pool.id)
    return both[["pool", *names, "entered", "rule", "reason"]]
