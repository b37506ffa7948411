"""From which plan, data and code a report was made."""

from dataclasses import dataclass
from importlib.metadata import version

from ipsanalysis.files import sha256
from ipsanalysis.layout import Layout
from ipsanalysis.report.data_account import raw_files


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Versions and checksums.

    Attributes:
        package: Version of this package.
        plan_file: The plan, relative to the project's folder.
        plan_sha256: Its SHA-256.
        raw: Name and SHA-256 of each raw file.
    """

    package: str
    plan_file: str
    plan_sha256: str
    raw: tuple[tuple[str, str], ...]


def provenance(layout: Layout) -> Provenance:
    """Return the versions and checksums of a study's inputs."""
    return Provenance(
        package=version("ipsanalysis"),
        plan_file=layout.plan.relative_to(layout.root).as_posix(),
        plan_sha256=sha256(layout.plan),
        raw=tuple(raw_files(layout.raw / "datapackage.json")),
    )
