"""The effect of each trial of the headline, as counted and shrunken towards the others."""

from ipsanalysis.tables.cell import Line, Table, say
from ipsanalysis.tables.evidence import names, shown
from ipsanalysis.tables.evidence.bayes import by_model
from ipsanalysis.tables.evidence.files import Evidence
from ipsanalysis.tables.evidence.pools import level
from ipsanalysis.tables.evidence.robustness import by_year
from ipsanalysis.tables.results import Result, Results


def shrunken_table(own: Evidence) -> Table:
    """Return the effect of each trial as counted, and as a hierarchical model sees it.

    Args:
        own: The plan, result rows and published figures.

    Returns:
        One line a trial, by year, under each model that shrinks effects.
    """
    plan, results, files = own.plan, own.results, own.files
    pool, named = plan.headline, names.trial_names(files, results)
    rows = results.where(analysis="bayes_trial", outcome=pool.id)
    main = pool.measures[0]
    lines = [
        Line(
            group=say(f"{shown.titled(row)}, {_model(row)}"),
            cells=(
                say(names.trial_label(named, row.subgroup)),
                shown.with_interval(_of(results, pool.id, row, row.statistic)),
                shown.with_interval(row),
                shown.estimate(
                    _of(results, pool.id, row, "weight") if row.statistic == main else None
                ),
            ),
        )
        for row in sorted(
            rows, key=lambda row: (row.statistic != main, by_model(row), *by_year(own, named, row))
        )
    ]
    return Table(
        name="shrunken",
        caption=f"{pool.label}: each trial as counted and shrunken",
        columns=(
            "Trial",
            f"As counted ({level(plan)} CI)",
            f"Shrunken ({level(plan)} credible interval)",
            "Weight",
        ),
        lines=tuple(lines),
        notes=(
            "As counted: crude, with a Wald z interval. Shrunken: the median of what the model "
            "expects of the trial's own effect once the other trials are known; effects that are "
            "far from the mean or unsure move most. Weight: that of the REML mean of the "
            "headline's measure. Trials by year.",
        )
        if lines
        else (),
        numeric=(1, 2, 3),
    )


def _model(row: Result) -> str:
    return row.method.removesuffix(", shrunken")


def _of(results: Results, pool: str, row: Result, statistic: str) -> Result | None:
    return results.first(analysis="trial", outcome=pool, subgroup=row.subgroup, statistic=statistic)
