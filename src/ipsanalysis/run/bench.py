"""`make bench`: wall time, CPU time and memory of every step of every study, and on many people.

Everything runs in scratch copies of the project; the project itself is only read. With `--write`
the tables also go into docs/benchmarks.md.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from ipsanalysis.__main__ import REVIEW_STEPS, STEPS
from ipsanalysis.errors import UserError
from ipsanalysis.files import write_text
from ipsanalysis.plan.config import load_config
from ipsanalysis.plan.evidence_load import is_review
from ipsanalysis.run.bench_measured import Base, Bench, Measured, Pair
from ipsanalysis.run.bench_meta import many_meta_analyses
from ipsanalysis.run.bench_project import copy_project, people, raw_file, remove_made, resample
from ipsanalysis.run.bench_tables import tables
from ipsanalysis.run.bench_text import as_markdown, as_text
from ipsanalysis.run.bench_usage import use_of, use_of_step

SIZES = (10_000, 100_000)
BASE = 2_000
"""People from whom growth is counted: so many that no exact test is computed, as with more."""

CORES = 2
ASKED_CORES = 4
"""What `snakemake --cores 4` is given for all studies; the machine's cores are still two."""
REPEATS = 10
PAIRS = 3
SEED = 20260101
PEERS = Path("tests") / "reference" / "peer"
PAGE = Path("docs") / "benchmarks.md"


def main(arguments: list[str], project: Path = Path()) -> None:
    """Measure the studies of config/config.yaml, the first on more people too; print the tables.

    Args:
        arguments: `--write` to write docs/benchmarks.md too; nothing else is known.
        project: The project's folder.

    Raises:
        UserError: The arguments are not known, or a step failed.
    """
    if set(arguments) - {"--write"}:
        raise UserError(f"found {' '.join(arguments)}; allowed: --write, or nothing.")
    studies = load_config(project / "config" / "config.yaml").studies
    load = os.getloadavg()[0]
    use_two_cores()
    with tempfile.TemporaryDirectory(prefix="bench") as scratch:
        copy = Path(scratch) / "studies"
        copy_project(project.resolve(), copy)
        found = tables(measure_all(copy, studies, load))
    print(as_text(found))
    if "--write" in arguments:
        write_text(project / PAGE, as_markdown(found))


def measure_all(copy: Path, studies: list[str], load: float) -> Bench:
    """Measure everything.

    Args:
        copy: A copy of the project.
        studies: The ids of the studies; the first is measured on more people too.
        load: Processes at work on the machine before.

    Returns:
        What was measured.
    """
    reviews = [study for study in studies if is_review(study, copy)]
    first, *others = [study for study in studies if study not in reviews]
    tell("all studies")
    together = use_of(pipeline(studies, ASKED_CORES), copy, tree=True)
    idle = use_of(pipeline(studies, ASKED_CORES), copy)
    pairs = measure_pairs(copy, first)
    known = {first: with_whole(measure(copy, first, people(copy, first)), copy, first)}
    known |= {study: measure(copy, study, None) for study in others}
    pooled = {study: measure(copy, study, None, (*REVIEW_STEPS, "seal")) for study in reviews}
    tell("many meta-analyses")
    base = measure_base(copy, first)
    folders = {size: resampled(copy, first, size) for size in SIZES}
    sizes = [measure(folder, first, size) for size, folder in folders.items()]
    sizes[-1] = with_whole(sizes[-1], folders[SIZES[-1]], first)
    return Bench(
        load=load,
        together=together,
        idle=idle,
        studies=known,
        reviews=pooled,
        many=many_meta_analyses(),
        base=base,
        sizes=sizes,
        pairs=pairs,
    )


def use_two_cores() -> None:
    """Keep this process and all it starts to two cores, where the system can."""
    if sys.platform == "linux":
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])


def measure_base(copy: Path, study: str) -> Base:
    """Measure the own work of every step on few people."""
    tell(f"n = {BASE:,}: every step")
    folder = resampled(copy, study, BASE)
    own = {step: use_of_step(step, study, folder, repeats=REPEATS)[1] for step in STEPS}
    return Base(people=BASE, own=own)


def resampled(copy: Path, study: str, size: int) -> Path:
    """Return a further copy of the project beside a copy, with people drawn with replacement."""
    folder = copy.with_name(str(size))
    copy_project(copy, folder)
    resample(folder, study, size, np.random.default_rng(SEED))
    return folder


def measure(
    folder: Path, study: str, size: int | None, names: Iterable[str] = tuple(STEPS)
) -> Measured:
    """Measure every step by itself, one after another.

    Args:
        folder: A copy of the project.
        study: The study's id.
        size: How many people it has; nothing where the steps' own work is not asked for.
        names: The steps.

    Returns:
        What was measured, without a whole run.
    """
    steps, own = {}, {}
    for step in names:
        tell(f"{study}: {step}" if size is None else f"{study}, n = {size:,}: {step}")
        repeats = 0 if size is None else REPEATS
        steps[step], own[step] = use_of_step(step, study, folder, repeats=repeats)
    return Measured(people=size, steps=steps, own={} if size is None else own, whole=None)


def with_whole(one: Measured, folder: Path, study: str) -> Measured:
    """Return what was measured, and what a whole run of the study uses from nothing."""
    tell(f"{study}, n = {one.people:,}: the whole")
    remove_made(folder)
    return replace(one, whole=use_of(pipeline([study], CORES), folder, tree=True))


def measure_pairs(folder: Path, study: str) -> list[Pair]:
    """Run the whole pipeline and the peer script in R by turns, each first in every other pair.

    Returns:
        The wall times; nothing when R or the script is absent.
    """
    script, rscript = folder / PEERS / f"{study}.R", shutil.which("Rscript")
    if rscript is None or not script.is_file():
        tell("Rscript is not here" if rscript is None else f"no {PEERS / script.name}")
        return []
    commands = {
        "ours": pipeline([study], CORES),
        "peer": [rscript, str(script), str(raw_file(folder, study)), str(folder / "peer")],
    }
    pairs = []
    for turn in range(PAIRS):
        tell(f"pair {turn + 1} of {PAIRS}")
        remove_made(folder)
        order = sorted(commands, reverse=bool(turn % 2))
        pairs.append(Pair(**{name: use_of(commands[name], folder).wall for name in order}))
    return pairs


def pipeline(studies: list[str], cores: int) -> list[str]:
    """Return the command that `make` runs once its environment stands, for these studies."""
    words = ["--cores", str(cores), "--config", f"studies=[{','.join(studies)}]"]
    return [sys.executable, "-m", "ipsanalysis.run", *words]


def tell(what: str) -> None:
    """Say on the terminal what is being measured."""
    print(f"bench: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        sys.exit(f"make bench: {error}")
