"""Reading the dictionary of a meta-analysis' files, with every problem listed at once."""

from functools import partial
from pathlib import Path

from ipsanalysis.evidence.dictionary import EvidencePackage, evidence_problems
from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.raw.load import load_dictionary


def load_evidence(folder: Path, plan: EvidencePlan) -> EvidencePackage:
    """Read a dictionary and hold it to its models, to itself, to the plan and to its folder.

    Args:
        folder: The folder of the files.
        plan: The plan of the meta-analysis.

    Returns:
        The dictionary.

    Raises:
        UserError: If anything in the dictionary is wrong; the message lists every problem.
    """
    agreement = partial(evidence_problems, name=plan.data, folder=folder)
    return load_dictionary(folder, EvidencePackage, agreement)
