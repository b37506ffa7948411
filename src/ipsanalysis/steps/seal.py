"""Step `seal`: the manifest of everything made."""

from ipsanalysis.files import write_json
from ipsanalysis.plan.evidence_load import load_any
from ipsanalysis.record.copies import check_copies
from ipsanalysis.record.manifest import NAME, make_manifest


def run(study: str) -> None:
    """Write the manifest, unless a CSV of results was changed after it was made."""
    plan, layout = load_any(study)
    check_copies(layout)
    write_json(layout.results / NAME, make_manifest(plan, layout))
