"""What the figures of a meta-analysis are drawn from: plan, result rows and curve points."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from ipsanalysis.plan.evidence import EvidencePlan, Pool
from ipsanalysis.rows import in_schema
from ipsanalysis.tables.results import Result, Results, read_results


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A meta-analysis as figures take it.

    Attributes:
        plan: The plan.
        results: Its result rows, by key.
        curves: Its curve points, by key.
        frame: Result rows and curve points as read.
        labels: The printed label of each trial, by trial id.
    """

    plan: EvidencePlan
    results: Results
    curves: Results
    frame: pd.DataFrame
    labels: dict[str, str]

    @property
    def headline(self) -> Pool:
        """The headline pool."""
        return self.plan.headline

    @property
    def measure(self) -> str:
        """The headline pool's own measure."""
        return self.headline.measures[0]

    def label(self, trial: str) -> str:
        """Return the printed label of a trial, its id when the rows have none."""
        return self.labels.get(trial, trial)

    def weights(self) -> dict[str, float]:
        """Return the weight of each trial in the headline pool, by trial id."""
        rows = self.results.where(analysis="trial", outcome=self.headline.id, statistic="weight")
        return {row.subgroup: row.estimate for row in rows if row.estimated}

    def drawn(self, rows: Iterable[Result]) -> pd.DataFrame:
        """Return the rows drawn as a frame in the schema, each once."""
        keys = {row.key for row in rows}
        return in_schema(self.frame[self.frame["row_id"].isin(keys)])


def material(plan: EvidencePlan, results: pd.DataFrame, curves: pd.DataFrame) -> Material:
    """Put plan, rows and curve points together; their order in the files does not matter.

    Args:
        plan: The plan.
        results: All result rows.
        curves: All curve points.

    Returns:
        The material. Trials with one label between them are told apart by their ids.
    """
    rows, points = (read_results(frame.sort_values("row_id")) for frame in (results, curves))
    named = {row.subgroup: row.covariates for row in rows.where(analysis="trial") if row.covariates}
    shared = {label for label in named.values() if list(named.values()).count(label) > 1}
    labels = {
        trial: f"{label} ({trial})" if label in shared else label for trial, label in named.items()
    }
    frames = [frame for frame in (results, curves) if len(frame)] or [results]
    frame = pd.concat(frames, ignore_index=True)
    return Material(plan=plan, results=rows, curves=points, frame=frame, labels=labels)
