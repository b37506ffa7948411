"""What all rules share: the studies, their versions, and which source files make a step."""

import sys

from snakemake.exceptions import WorkflowError

from ipsanalysis.errors import UserError
from ipsanalysis.modules import modules_of
from ipsanalysis.plan.config import config_studies
from ipsanalysis.plan.load import load_study
from ipsanalysis.raw.descriptor import raw_paths

PYTHON = sys.executable


def versions():
    """Return the plan version of every study, after holding every plan to its models."""
    problems, found = [], {}
    for study in config_studies(config):
        try:
            found[study] = load_study(study)[0].version
        except UserError as error:
            problems.append(str(error))
    if problems:
        raise UserError("\n".join(problems))
    return found


def every_manifest():
    """Return the manifest of every study: the last file of each."""
    return [
        f"results/{study}/{version}/manifest.json"
        for study, version in VERSIONS.items()
    ]


def raw_files(wildcards):
    """Return the raw files of a study that its dictionary names."""
    return raw_paths(wildcards.study)


try:
    VERSIONS = versions()
except UserError as error:
    raise WorkflowError(str(error)) from None


wildcard_constraints:
    study="[a-z][a-z0-9_]*",
    version="[0-9.]+",
