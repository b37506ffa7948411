"""`make bench`: wall time, CPU time and memory of every step, on the study and on many people.

Everything runs in scratch copies of the project; the project itself is only read. With `--write`
the tables also go into docs/benchmarks.md.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import numpy as np

from ipsanalysis.__main__ import STEPS
from ipsanalysis.errors import UserError
from ipsanalysis.files import write_text
from ipsanalysis.plan.config import load_config
from ipsanalysis.run.bench_project import copy_project, people, raw_file, remove_made, resample
from ipsanalysis.run.bench_tables import Base, Measured, Pair, tables
from ipsanalysis.run.bench_text import as_markdown, as_text
from ipsanalysis.run.bench_usage import Usage, own_cpu, use_of

SIZES = (10_000, 100_000)
BASE = 2_000
"""People from whom growth is counted: so many that no exact test is computed, as with more."""

CORES = 2
REPEATS = 2
PAIRS = 3
SEED = 20260101
PEERS = Path("tests") / "reference" / "peer"
PAGE = Path("docs") / "benchmarks.md"


def main(arguments: list[str], project: Path = Path()) -> None:
    """Measure the first study of config/config.yaml and print the tables.

    Args:
        arguments: `--write` to write docs/benchmarks.md too; nothing else is known.
        project: The project's folder.

    Raises:
        UserError: The arguments are not known, or a step failed.
    """
    if set(arguments) - {"--write"}:
        raise UserError(f"found {' '.join(arguments)}; allowed: --write, or nothing.")
    study = load_config(project / "config" / "config.yaml").studies[0]
    load = os.getloadavg()[0]
    use_two_cores()
    with tempfile.TemporaryDirectory(prefix="bench") as scratch:
        copy = Path(scratch) / "study"
        copy_project(project.resolve(), copy)
        base = measure_base(copy, study)
        measured = [measure(copy, study)]
        measured += [measure(resampled(copy, study, size), study) for size in SIZES]
        pairs = measure_pairs(copy, study)
    found = tables(study, load, base, measured, pairs)
    print(as_text(found))
    if "--write" in arguments:
        write_text(project / PAGE, as_markdown(found))


def use_two_cores() -> None:
    """Keep this process and all it starts to two cores, where the system can."""
    if sys.platform == "linux":
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])


def measure_base(copy: Path, study: str) -> Base:
    """Measure the own work of every step on few people."""
    tell(f"n = {BASE:,}: every step")
    folder = resampled(copy, study, BASE)
    return Base(people=BASE, own={step: own_cpu(step, study, folder) for step in STEPS})


def resampled(copy: Path, study: str, size: int) -> Path:
    """Return a further copy of the project beside a copy, with people drawn with replacement."""
    folder = copy.with_name(str(size))
    copy_project(copy, folder)
    resample(folder, study, size, np.random.default_rng(SEED))
    return folder


def measure(folder: Path, study: str) -> Measured:
    """Measure every step by itself, one after another, and then a whole run.

    Args:
        folder: A copy of the project.
        study: The study's id.

    Returns:
        The least of some runs of each step, and one whole run.
    """
    size = people(folder, study)
    steps, own = {}, {}
    for step in STEPS:
        tell(f"n = {size:,}: {step}")
        command = [sys.executable, "-m", "ipsanalysis", step, study]
        steps[step] = least([use_of(command, folder) for _ in range(REPEATS)])
        own[step] = own_cpu(step, study, folder)
    tell(f"n = {size:,}: the whole")
    remove_made(folder)
    whole = use_of(pipeline(), folder, tree=True)
    idle = use_of(pipeline(), folder)
    return Measured(people=size, steps=steps, own=own, whole=whole, idle=idle)


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
        "ours": pipeline(),
        "peer": [rscript, str(script), str(raw_file(folder, study)), str(folder / "peer")],
    }
    pairs = []
    for turn in range(PAIRS):
        tell(f"pair {turn + 1} of {PAIRS}")
        remove_made(folder)
        order = sorted(commands, reverse=bool(turn % 2))
        pairs.append(Pair(**{name: use_of(commands[name], folder).wall for name in order}))
    return pairs


def pipeline() -> list[str]:
    """Return the command that `make` runs once its environment stands."""
    return [sys.executable, "-m", "ipsanalysis.run", "--cores", str(CORES)]


def least(uses: list[Usage]) -> Usage:
    """Return the least of each quantity over runs: what else the machine does only adds."""
    return Usage(
        wall=min(use.wall for use in uses),
        cpu=min(use.cpu for use in uses),
        peak=min(use.peak for use in uses),
    )


def tell(what: str) -> None:
    """Say on the terminal what is being measured."""
    print(f"bench: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        sys.exit(f"make bench: {error}")
