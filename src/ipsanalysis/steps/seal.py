"""Step `seal`: the manifest of everything made, held against the released record."""

from ipsanalysis.files import write_json
from ipsanalysis.plan.load import load_study
from ipsanalysis.record.frozen import check_against_release
from ipsanalysis.record.manifest import NAME, make_manifest


def run(study: str) -> None:
    """Write the manifest, unless the version is frozen with other results."""
    plan, layout = load_study(study)
    check_against_release(layout)
    write_json(layout.results / NAME, make_manifest(plan, layout))
