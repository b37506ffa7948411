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
    """`ours` names an outcome, statistic, set and covariates that exist."""
    sets, covariates = plan.ids("analysis_sets"), plan.ids("covariates")
    outcomes = plan.ids("outcomes")
    known = None if outcomes is None or covariates is None else [*outcomes, *covariates]
    for item in plan.parts("published"):
        ours = item.part("ours")
        for key, names, what in (
            ("outcome", known, "outcomes and covariates"),
            ("statistic", STATISTICS, "statistics"),
            ("analysis_set", sets, "analysis_sets"),
        ):
            yield from unknown(ours.at(key), ours.text(key), names, what)
        listed = ours.text("covariates")
        for name in listed.split(", ") if listed else ():
            yield from unknown(ours.at("covariates"), name, covariates, "covariates")


RULES = (sources_defined, figure_or_reason, rows_exist)
