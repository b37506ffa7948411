"""The tables of `make bench`: use, growth, targets, where the time goes, the peer."""

import math
import os
import platform
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from ipsanalysis.run.bench_text import Table
from ipsanalysis.run.bench_usage import Usage

RESAMPLING = ("work_amount",)
"""Steps whose replicates are counted apart from people: the limit on growth is not for them."""

LIMIT_GROWTH = 1.1
LIMIT_PEER = 3
LIMIT_GIB = {0: 1, 100_000: 3}
LEAST_WORK = 0.2
"""Seconds beyond one and a half times the work on few people, below which nothing grows."""

NOISE = 0.01
"""Seconds of work that are not told from none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was measured on a number of people.

    Attributes:
        people: How many people.
        steps: What each step used, run by itself.
        own: Seconds of CPU time of each step's own work, without the start of Python and imports.
        whole: What a whole run used.
        idle: What a run used that had nothing to do.
    """

    people: int
    steps: dict[str, Usage]
    own: dict[str, float]
    whole: Usage
    idle: Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """Seconds of CPU time of each step's own work on few people, from which growth is counted."""

    people: int
    own: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Seconds of wall time of the whole pipeline and of the peer, run one after the other."""

    ours: float
    peer: float


def tables(
    study: str, load: float, base: Base, measured: list[Measured], pairs: list[Pair]
) -> list[Table]:
    """Lay out everything measured.

    Args:
        study: The study's id.
        load: Processes at work on the machine before the measuring.
        base: What growth is counted from.
        measured: The study as it is first, then growing numbers of people.
        pairs: Runs beside the peer; may be empty.

    Returns:
        The tables in the order of reading.
    """
    growths = {step: growth(step, base, *measured[-2:]) for step in measured[0].steps}
    return [
        machine(study, load),
        targets(measured, growths, pairs),
        use_table("Wall time in seconds", measured, lambda use: f"{use.wall:.2f}"),
        use_table("CPU time in seconds", measured, lambda use: f"{use.cpu:.2f}"),
        use_table("Peak memory in MiB", measured, lambda use: f"{use.peak / 2**20:.0f}"),
        own_table(base, measured, growths),
        split_table(measured[0]),
        *([pair_table(pairs)] if pairs else []),
    ]


def machine(study: str, load: float) -> Table:
    """Say on what the measuring was done."""
    memory = psutil.virtual_memory().total / 2**30
    rows = [
        ["study", study],
        ["processor", f"{_processor()}; {len(psutil.Process().cpu_affinity() or [])} cores used"],
        ["memory", f"{memory:.0f} GiB"],
        ["system", f"{platform.system()} {platform.machine()}"],
        ["Python", platform.python_version()],
        ["load when begun", f"{load:.1f} processes at work; above 0.5 others disturb the figures"],
    ]
    return Table(title="Machine", head=["", ""], rows=rows)


def targets(measured: list[Measured], growths: dict[str, float | None], pairs: list[Pair]) -> Table:
    """Hold what was measured against the targets."""
    rows = []
    if pairs:
        rows.append(_target("wall time over the peer's in R", _ratio(pairs), LIMIT_PEER, "{:.2f}"))
    known = [found for step, found in growths.items() if found and step not in RESAMPLING]
    if known:
        rows.append(_target("largest growth exponent", max(known), LIMIT_GROWTH, "{:.2f}"))
    for one in measured:
        limit = max(size for size in LIMIT_GIB if size <= one.people)
        name = f"peak memory of the whole in GiB, n = {one.people:,}"
        rows.append(_target(name, one.whole.peak / 2**30, LIMIT_GIB[limit], "{:.2f}"))
    return Table(title="Targets", head=["", "measured", "at most", ""], rows=rows)


def use_table(title: str, measured: list[Measured], cell: Callable[[Usage], str]) -> Table:
    """Lay out one quantity: a row for each step and for the whole, a column for each size."""
    rows = [[step, *(cell(one.steps[step]) for one in measured)] for step in measured[0].steps]
    rows.append(["whole run", *(cell(one.whole) for one in measured)])
    notes = [
        "Steps: each run by itself, the least of some runs. Whole run: make's, on two cores, from",
        "nothing.",
    ]
    return Table(title=title, head=["", *map(_size, measured)], rows=rows, notes=notes)


def own_table(base: Base, measured: list[Measured], growths: dict[str, float | None]) -> Table:
    """Show each step's own work and how it grows."""
    rows = [
        [
            step,
            f"{base.own[step]:.2f}",
            *(f"{one.own[step]:.2f}" for one in measured[1:]),
            "-" if found is None else f"{found:.2f}",
        ]
        for step, found in growths.items()
    ]
    notes = [
        "Own work: CPU time in seconds without the start of Python and imports. Exponent: the b",
        f"for which the work beyond that at n = {base.people:,} grows as n^b; a dash where it does",
        f"not grow. Outside the target, for it resamples: {', '.join(RESAMPLING)}.",
    ]
    head = ["", f"n = {base.people:,}", *map(_size, measured[1:]), "exponent"]
    return Table(title="Growth of the own work", head=head, rows=rows, notes=notes)


def growth(step: str, base: Base, middle: Measured, end: Measured) -> float | None:
    """Return the exponent with which the own work of a step grows with the number of people.

    It solves `(w3 - w1) / (w2 - w1) = ((n3 - n1) / (n2 - n1))^b`: work that is fixed plus a part
    proportional to n has exactly b = 1.

    Args:
        step: The step.
        base: The work w1 on n1 people.
        middle: The work w2 on n2 people.
        end: The work w3 on n3 people.

    Returns:
        The exponent; nothing where the work is too small to be told from noise.
    """
    start = base.own[step]
    if end.own[step] < start * 1.5 + LEAST_WORK:
        return None
    work = (end.own[step] - start) / max(middle.own[step] - start, NOISE)
    return math.log(work) / math.log((end.people - base.people) / (middle.people - base.people))


def split_table(one: Measured) -> Table:
    """Show where the time of the smallest size goes."""
    rows = []
    for step, use in one.steps.items():
        start = max(use.cpu - one.own[step], 0)
        rows.append([step, f"{use.cpu:.2f}", f"{start:.2f}", f"{one.own[step]:.2f}"])
    steps, own = sum(use.cpu for use in one.steps.values()), sum(one.own.values())
    snakemake = one.whole.cpu - steps
    rows.append(["all steps", f"{steps:.2f}", f"{max(steps - own, 0):.2f}", f"{own:.2f}"])
    rows.append(["Snakemake", f"{snakemake:.2f}", "", ""])
    rows.append(["whole run", f"{one.whole.cpu:.2f}", "", ""])
    notes = [
        f"The whole run took {one.whole.wall:.2f} s of wall time on two cores; one with nothing to",
        f"do takes {one.idle.wall:.2f} s.",
    ]
    head = ["", "CPU", "start and imports", "own work"]
    title = f"Where the time goes, n = {one.people:,}, CPU time in seconds"
    return Table(title=title, head=head, rows=rows, notes=notes)


def pair_table(pairs: list[Pair]) -> Table:
    """Set the whole pipeline beside the peer."""
    rows = [
        [str(turn), f"{pair.ours:.2f}", f"{pair.peer:.2f}", f"{pair.ours / pair.peer:.2f}"]
        for turn, pair in enumerate(pairs, 1)
    ]
    ours, peer = (statistics.median(getattr(pair, name) for pair in pairs) for name in PAIR)
    rows.append(["median", f"{ours:.2f}", f"{peer:.2f}", f"{_ratio(pairs):.2f}"])
    notes = [
        "The peer is one script in R with about two thirds of these analyses, without checks of",
        "the data, report or record. Run by turns on the same two cores; wall time in seconds.",
    ]
    head = ["pair", "whole pipeline", "R script", "ratio"]
    return Table(title="Beside R", head=head, rows=rows, notes=notes)


PAIR = ("ours", "peer")


def _target(name: str, found: float, limit: float, form: str) -> list[str]:
    return [name, form.format(found), f"{limit}", "kept" if found <= limit else "MISSED"]


def _size(one: Measured) -> str:
    return f"n = {one.people:,}"


def _ratio(pairs: list[Pair]) -> float:
    return statistics.median(pair.ours / pair.peer for pair in pairs)


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or f"{os.cpu_count()} cores"
