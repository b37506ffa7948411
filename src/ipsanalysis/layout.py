"""Where everything of one study lies, relative to the project's folder."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

CANONICAL_TABLES = (
    "participants",
    "follow_up",
    "person_periods",
    "job_spells",
    "assessments",
    "contacts",
    "reviews",
)
REVIEW_TABLES = ("comparisons", "continuous", "chosen")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The files of one version of one study.

    Attributes:
        study: The study's id, which is also the name of its plan and folders.
        version: The plan's version.
        root: The project's folder.
        kind: The folder of its plan: that of studies, or that of meta-analyses.
        data: The folder of its raw files in data/raw; the study's id when absent.
        uses: Studies whose results it reads.
    """

    study: str
    version: str
    root: Path = Path()
    kind: Literal["studies", "evidence"] = "studies"
    data: str | None = None
    uses: tuple["Layout", ...] = ()

    @property
    def plan(self) -> Path:
        """The analysis plan."""
        return self.root / "config" / self.kind / f"{self.study}.yaml"

    @property
    def raw(self) -> Path:
        """The folder of files as received, with their dictionary."""
        return self.root / "data" / "raw" / (self.data or self.study)

    @property
    def results(self) -> Path:
        """The folder of everything computed."""
        return self.root / "results" / self.study / self.version

    @property
    def released(self) -> Path:
        """The folder of the frozen record of this version."""
        return self.root / "results" / "released" / self.study / self.version

    @property
    def reports(self) -> Path:
        """The folder of what people read."""
        return self.root / "reports" / self.study / self.version

    def table(self, name: str) -> Path:
        """The canonical or derived table of that name."""
        return self.results / "data" / f"{name}.parquet"

    def analysis(self, name: str) -> Path:
        """The result rows of one family of analyses."""
        return self.results / "analyses" / f"{name}.parquet"

    def curves(self, name: str) -> Path:
        """The curve points of one family of analyses."""
        return self.results / "analyses" / f"{name}_curves.parquet"
