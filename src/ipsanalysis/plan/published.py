"""Published figures that must have a source, and a result row or the reason why there is none."""

from collections.abc import Iterator

from ipsanalysis.plan.part import Part
from ipsanalysis.plan.references import Problem, unknown
from ipsanalysis.statistics import STATISTICS


def sources_defined(plan: Part) -> Iterator[Problem]:
    """Each published figure names one of `published_sources`."""
    known = plan.ids("published_sources")
    for item in plan.parts("published"):
        yield from unknown(item.at("source"), item.text("source"), known, "published_sources")


def figure_or_reason(plan: Part) -> Iterator[Problem]:
    """Each published figure has either a row of ours and a value, or a reason."""
    for item in plan.parts("published"):
        if "ours" not in item.content:
            continue
        ours, reason = item.content["ours"], item.content.get("reason")
        if ours is None and reason is None:
            yield (
                item.at("reason"),
                "found no reason though ours is null; allowed: why the figure cannot be computed. "
                "Write it, or give ours.",
            )
        if ours is not None and reason is not None:
            yield (
                item.at("reason"),
                "found a reason and a row of ours; allowed: one of them. Remove one.",
            )
        if ours is not None and item.content.get("value", 0) is None:
            yield (
                item.at("value"),
                "found nothing; allowed: the printed figure, as ours names a row. Write it, or set "
                "ours to null with a reason.",
            )


def rows_exist(plan: Part) -> Iterator[Problem]:
    """`ours` names an outcome, statistic, set and covariates that exist.

    Models of several times count as outcomes, and so do `industry` and `state` where the plan has
    `industries_worked_in` and `states`. Strata are written `strata: ` and the covariates.
    """
    sets, covariates = plan.ids("analysis_sets"), plan.ids("covariates")
    for item in plan.parts("published"):
        ours = item.part("ours")
        for key, names, what in (
            ("outcome", _outcomes(plan), "outcomes and covariates"),
            ("statistic", STATISTICS, "statistics"),
            ("analysis_set", sets, "analysis_sets"),
        ):
            yield from unknown(ours.at(key), ours.text(key), names, what)
        listed = (ours.text("covariates") or "").removeprefix("strata: ")
        for name in listed.split(", ") if listed else ():
            yield from unknown(ours.at("covariates"), name, covariates, "covariates")


def _outcomes(plan: Part) -> list[str] | None:
    """Return the outcomes that result rows may have; None when any cannot be read."""
    lists = [plan.ids(key) for key in ("outcomes", "covariates")]
    lists.append(plan.ids("repeated_status") if "repeated_status" in plan.content else [])
    made = {"industry": "industries_worked_in", "state": "states"}
    lists.append([outcome for outcome, key in made.items() if plan.content.get(key)])
    known = [names for names in lists if names is not None]
    return [name for names in known for name in names] if len(known) == len(lists) else None


RULES = (sources_defined, figure_or_reason, rows_exist)
