"""What all rules share: the studies, their versions, and which source files make a step."""

from pathlib import Path

from snakemake.exceptions import WorkflowError

from ipsanalysis.errors import UserError
from ipsanalysis.layout import CANONICAL_TABLES
from ipsanalysis.modules import modules_of
from ipsanalysis.plan.config import config_studies
from ipsanalysis.plan.load import load_study
from ipsanalysis.raw.received import received_files
from ipsanalysis.record.code_version import code_files
from ipsanalysis.run.python import put_this_python_first

put_this_python_first()


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


def every_output():
    """Return every output of every study, so that one that was deleted is made again."""
    return [
        str(path.apply_wildcards({"study": study, "version": version}))
        for study, version in VERSIONS.items()
        for rule in workflow.rules
        for path in rule.output
    ]


def sealed_code():
    """Return all code of the project: the manifest holds its hash."""
    return sorted(
        {*map(str, code_files()), "Snakefile", "requirements.txt", "pyproject.toml"}
    )


def canonical_tables(ending):
    """Return the paths of the canonical tables with an ending: parquet or csv."""
    folder = "results/{study}/{version}/data"
    return [f"{folder}/{name}.{ending}" for name in CANONICAL_TABLES]


def raw_files(wildcards):
    """Return a study's dictionary and the raw files it names, as far as they are there.

    What should be there and is not is told by the step clean, in plain words.
    """
    return [str(path) for path in received_files(Path("data/raw") / wildcards.study)]


try:
    VERSIONS = versions()
except UserError as error:
    raise WorkflowError(str(error)) from None


wildcard_constraints:
    study="[a-z][a-z0-9_]*",
    version="[0-9.]+",
