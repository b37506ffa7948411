"""Command `new`: begin a study with a plan, a dictionary and example files that run at once."""

import argparse
import json
import re
import shutil
from pathlib import Path

from ipsanalysis.begin.example import FILES, dictionary
from ipsanalysis.errors import UserError
from ipsanalysis.layout import Layout
from ipsanalysis.plan.document import read_document
from ipsanalysis.plan.evidence_load import FOLDER
from ipsanalysis.plan.load import load_plan
from ipsanalysis.plan.part import Part
from ipsanalysis.plan.references import RESERVED_STUDIES

TEMPLATE = Path(__file__).parent / "template"
PLACEHOLDER = "mytrial"


def run(options: argparse.Namespace) -> int:
    """Write the plan, the dictionary and the example files of a new study, and say what to do.

    Raises:
        UserError: If the id is not an id, or anything of that name is there already or belongs to
            a meta-analysis.
    """
    study = options.study
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", study):
        raise UserError(
            f'study: found "{study}"; allowed: lower-case letters, digits and _, beginning with a '
            "letter, at most 40 characters. Choose such a name."
        )
    if study in RESERVED_STUDIES:
        raise UserError(
            f'study: found "{study}"; allowed: any name but this, for results/{study} holds '
            "released records. Choose another."
        )
    _not_of_a_review(study)
    layout = Layout(study=study, version="0.1")
    _remove_leftovers(layout)
    for path in (layout.plan, layout.raw):
        if path.exists():
            raise UserError(f"{path}: is there already. Choose another id, or move it away.")
    if not layout.plan.parent.is_dir():
        raise UserError(
            f"{layout.plan.parent}: there is no such folder. Run this in the project's folder."
        )
    written = begin(layout)
    print("\n".join(["Written:", *(f"  {path}" for path in written), "", _next_steps(layout)]))
    return 0


def _not_of_a_review(study: str) -> None:
    """Stop when a meta-analysis has the name, or keeps its raw files under it."""
    for plan in sorted(FOLDER.glob("[!.]*.yaml")):
        if plan.stem == study:
            raise UserError(
                f"{plan}: is there already, the plan of a meta-analysis, which writes to the same "
                "folders. Choose another id."
            )
        if _folder_of(plan) == study:
            raise UserError(
                f'study: found "{study}"; allowed: any name but this, for data/raw/{study} is the '
                f"folder of the meta-analysis {plan}. Choose another."
            )


def _folder_of(plan: Path) -> str | None:
    """Return the folder of raw files that a plan names; none when it cannot be read."""
    try:
        content = read_document(plan).content
    except UserError:  # told by the commands that run it
        return None
    return Part(path=(), content=content).text("data") if isinstance(content, dict) else None


def begin(layout: Layout) -> list[Path]:
    """Write the files of a new study, all of them or none.

    Args:
        layout: Where the study's files lie.

    Returns:
        The files written.
    """
    partial, plan = _partial(layout)
    partial.mkdir(parents=True)
    try:
        for name in FILES:
            shutil.copyfile(TEMPLATE / name, partial / name)
        (partial / "README.md").write_text(_named(layout.study, "README.md"), encoding="utf-8")
        content = dictionary(layout.study, partial)
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        (partial / "datapackage.json").write_text(text, encoding="utf-8", newline="\n")
        plan.write_text(_named(layout.study, "plan.yaml"), encoding="utf-8", newline="\n")
        plan.rename(layout.plan)
        partial.rename(layout.raw)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        plan.unlink(missing_ok=True)
    load_plan(layout.plan)
    return [layout.plan, *sorted(layout.raw.iterdir())]


def _partial(layout: Layout) -> tuple[Path, Path]:
    """Return the hidden names under which the raw folder and the plan are written."""
    plan = layout.plan.with_name(f".{layout.study}.partial.yaml")
    return layout.raw.with_name(f".{layout.study}.partial"), plan


def _remove_leftovers(layout: Layout) -> None:
    """Remove what a killed run left: hidden files, and its plan when the raw folder is not there.

    A plan that was changed since is nobody's leftover and stays.
    """
    partial, plan = _partial(layout)
    killed = partial.exists() and not layout.raw.exists() and layout.plan.is_file()
    if killed and layout.plan.read_bytes() == _named(layout.study, "plan.yaml").encode():
        layout.plan.unlink()
    shutil.rmtree(partial, ignore_errors=True)
    plan.unlink(missing_ok=True)


def _named(study: str, name: str) -> str:
    text = (TEMPLATE / name).read_text(encoding="utf-8")
    return text.replace(PLACEHOLDER, study).replace(PLACEHOLDER.capitalize(), study.capitalize())


def _next_steps(layout: Layout) -> str:
    study = layout.study
    return "\n".join(
        [
            "It runs as it is, on made-up people:",
            f"  snakemake --cores 4 --config 'studies=[{study}]'",
            f"Then read {layout.reports}/report.html.",
            "Put your own files beside the examples and change plan and dictionary bit by bit:",
            f"  ipsanalysis check {study}",
            "says in seconds what is wrong. docs/tutorial.md goes through it step by step. When it "
            "is yours,",
            f"add {study} to config/config.yaml, and make runs it with the others.",
        ]
    )
