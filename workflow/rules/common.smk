"""What all rules share: the studies, their versions, and which source files make a step."""

from pathlib import Path

from snakemake.exceptions import WorkflowError

from ipsanalysis.errors import UserError
from ipsanalysis.layout import CANONICAL_TABLES, REVIEW_TABLES
from ipsanalysis.modules import modules_of
from ipsanalysis.plan.config import config_studies
from ipsanalysis.plan.evidence_load import load_any
from ipsanalysis.raw.folder import received_files
from ipsanalysis.record.code_version import code_files
from ipsanalysis.run.python import put_this_python_first

put_this_python_first()


def layouts():
    """Return where the files of every study and meta-analysis lie, after checking every plan."""
    problems, found = [], {}
    for study in config_studies(config):
        try:
            found[study] = load_any(study)[1]
        except UserError as error:
            problems.append(str(error))
    if problems:
        raise UserError("\n".join(problems))
    return found


def every_output():
    """Return every output of every study, so that one that was deleted is made again."""
    return [
        str(path.apply_wildcards({name: study, "version": layout.version}))
        for study, layout in LAYOUTS.items()
        for rule in workflow.rules
        for path in rule.output
        for name in path.get_wildcard_names() - {"version"}
        if (name == "review") == (layout.kind == "evidence")
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


def review_tables(ending):
    """Return the paths of the tables of a meta-analysis with an ending: parquet or csv."""
    folder = "results/{review}/{version}/data"
    return [f"{folder}/{name}.{ending}" for name in REVIEW_TABLES]


def raw_files(wildcards):
    """Return a study's dictionary and the raw files it names, as far as they are there.

    What should be there and is not is told by the step clean, in plain words.
    """
    return [str(path) for path in received_files(Path("data/raw") / wildcards.study)]


def review_files(wildcards):
    """Return the dictionary of a meta-analysis and the raw files it names, as raw_files does."""
    return [str(path) for path in received_files(LAYOUTS[wildcards.review].raw)]


def studies_used(wildcards):
    """Return the results of the studies that a meta-analysis sets among its trials."""
    used = LAYOUTS[wildcards.review].uses
    return [str(layout.results / "results.parquet") for layout in used]


def ids(kind):
    """Return a pattern of the ids of all plans of a kind, which fits nothing when there is none."""
    return (
        "|".join(sorted(path.stem for path in Path("config", kind).glob("[a-z]*.yaml")))
        or "(?!)"
    )


try:
    LAYOUTS = layouts()
except UserError as error:
    raise WorkflowError(str(error)) from None


wildcard_constraints:
    study=ids("studies"),
    review=ids("evidence"),
    version="[0-9.]+",
