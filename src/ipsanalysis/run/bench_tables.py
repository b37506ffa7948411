"""The tables of `make bench`: targets, use, growth, where the time goes, the peer."""

import math
import os
import platform
import statistics
from collections.abc import Callable
from pathlib import Path

import psutil

from ipsanalysis.run.bench_measured import Base, Bench, Measured, Pair
from ipsanalysis.run.bench_meta import REPLICATES, TRIALS
from ipsanalysis.run.bench_text import Table
from ipsanalysis.run.bench_usage import Usage

RESAMPLING = ("work_amount",)
"""Steps whose replicates are counted apart from people: the limit on growth is not for them."""

LIMIT_GROWTH = 1.1
LIMIT_PEER = 3
LIMIT_WALL = 90
LIMIT_MANY = 10
LIMIT_GIB = {0: 1, 100_000: 3}
LEAST_WORK = 0.2
"""Seconds beyond one and a half times the work on few people, below which nothing grows."""

NOISE = 0.01
"""Seconds of work that are not told from none."""


def tables(bench: Bench) -> list[Table]:
    """Lay out everything measured.

    Args:
        bench: What was measured.

    Returns:
        The tables in the order of reading.
    """
    growths = {step: growth(step, bench.base, *bench.sizes[-2:]) for step in bench.base.own}
    return [
        machine(bench),
        targets(bench, growths),
        together_table(bench),
        use_table("Wall time in seconds", bench, lambda use: f"{use.wall:.2f}"),
        use_table("CPU time in seconds", bench, lambda use: f"{use.cpu:.2f}"),
        use_table("Peak memory in MiB", bench, lambda use: f"{use.peak / 2**20:.0f}"),
        *review_tables(bench),
        own_table(bench, growths),
        split_table(bench.first),
        *([pair_table(bench.pairs)] if bench.pairs else []),
    ]


def machine(bench: Bench) -> Table:
    """Say on what the measuring was done."""
    memory = psutil.virtual_memory().total / 2**30
    load = f"{bench.load:.1f} processes at work; above 0.5 others disturb the figures"
    rows = [
        ["studies", ", ".join([*bench.studies, *bench.reviews])],
        ["processor", f"{_processor()}; {len(psutil.Process().cpu_affinity() or [])} cores used"],
        ["memory", f"{memory:.0f} GiB"],
        ["system", f"{platform.system()} {platform.machine()}"],
        ["Python", platform.python_version()],
        ["load when begun", load],
    ]
    return Table(title="Machine", head=["", ""], rows=rows)


def targets(bench: Bench, growths: dict[str, float | None]) -> Table:
    """Hold what was measured against the targets."""
    rows = [_target("wall time of all studies in s", bench.together.wall, LIMIT_WALL, "{:.1f}")]
    if bench.pairs:
        ratio = _ratio(bench.pairs)
        rows.append(_target("wall time over the peer's in R", ratio, LIMIT_PEER, "{:.2f}"))
    known = [found for step, found in growths.items() if found and step not in RESAMPLING]
    if known:
        rows.append(_target("largest growth exponent", max(known), LIMIT_GROWTH, "{:.2f}"))
    for how, seconds in bench.many.items():
        name = f"{REPLICATES:,} meta-analyses of {TRIALS} trials by {how}, in s"
        rows.append(_target(name, seconds, LIMIT_MANY, "{:.2f}"))
    for one in (bench.first, *bench.sizes):
        if one.people is not None and one.whole is not None:
            limit = max(size for size in LIMIT_GIB if size <= one.people)
            name = f"peak memory of the whole in GiB, n = {one.people:,}"
            rows.append(_target(name, one.whole.peak / 2**30, LIMIT_GIB[limit], "{:.2f}"))
    return Table(title="Targets", head=["", "measured", "at most", ""], rows=rows)


def together_table(bench: Bench) -> Table:
    """Show what a run of all studies uses, and one with nothing to do."""
    named = {"from nothing": bench.together, "nothing to do": bench.idle}
    rows = [
        [name, f"{use.wall:.2f}", f"{use.cpu:.2f}", f"{use.peak / 2**20:.0f}"]
        for name, use in named.items()
    ]
    notes = ["One run of every study, asked for four cores on the two of this machine."]
    head = ["", "wall s", "CPU s", "peak MiB"]
    return Table(title="All studies together", head=head, rows=rows, notes=notes)


def use_table(title: str, bench: Bench, cell: Callable[[Usage], str]) -> Table:
    """Lay out one quantity: a row for each step and for the whole, a column for each study."""
    first = next(iter(bench.studies))
    columns = {_head(study, one.people): one for study, one in bench.studies.items()}
    columns |= {_head(first, one.people): one for one in bench.sizes}
    rows = [[step, *(cell(one.steps[step]) for one in columns.values())] for step in bench.base.own]
    wholes = [one.whole for one in columns.values()]
    rows.append(["whole run", *("" if use is None else cell(use) for use in wholes)])
    notes = [
        "Steps: each run by itself. Whole run: make's, on two cores, from nothing, of that study",
        "alone.",
    ]
    return Table(title=title, head=["", *columns], rows=rows, notes=notes)


def review_tables(bench: Bench) -> list[Table]:
    """Show what each step of each meta-analysis uses."""
    head = ["", "wall s", "CPU s", "peak MiB"]
    return [
        Table(
            title=f"The meta-analysis {study}",
            head=head,
            rows=[
                [step, f"{use.wall:.2f}", f"{use.cpu:.2f}", f"{use.peak / 2**20:.0f}"]
                for step, use in one.steps.items()
            ],
            notes=["Each step run by itself."],
        )
        for study, one in bench.reviews.items()
    ]


def own_table(bench: Bench, growths: dict[str, float | None]) -> Table:
    """Show the own work of each step of the first study and how it grows."""
    base, sizes = bench.base, bench.sizes
    rows = [
        [
            step,
            f"{base.own[step]:.2f}",
            *(f"{one.own[step]:.2f}" for one in sizes),
            "-" if found is None else f"{found:.2f}",
        ]
        for step, found in growths.items()
    ]
    notes = [
        "Own work: CPU time in seconds without the start of Python and imports. Exponent: the b",
        f"for which the work beyond that at n = {base.people:,} grows as n^b; a dash where it does",
        f"not grow. Outside the target, for it resamples: {', '.join(RESAMPLING)}.",
    ]
    study = next(iter(bench.studies))
    people = [base.people, *(one.people for one in sizes)]
    head = ["", *(f"n = {size:,}" for size in people), "exponent"]
    return Table(title=f"Growth of the own work, {study}", head=head, rows=rows, notes=notes)


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
    if middle.people is None or end.people is None or end.own[step] < start * 1.5 + LEAST_WORK:
        return None
    work = (end.own[step] - start) / max(middle.own[step] - start, NOISE)
    return math.log(work) / math.log((end.people - base.people) / (middle.people - base.people))


def split_table(one: Measured) -> Table:
    """Show where the CPU time of a study goes."""
    rows = []
    for step, use in one.steps.items():
        start = max(use.cpu - one.own[step], 0)
        rows.append([step, f"{use.cpu:.2f}", f"{start:.2f}", f"{one.own[step]:.2f}"])
    steps, own = sum(use.cpu for use in one.steps.values()), sum(one.own.values())
    rows.append(["all steps", f"{steps:.2f}", f"{max(steps - own, 0):.2f}", f"{own:.2f}"])
    if one.whole is not None:
        rows.append(["Snakemake", f"{one.whole.cpu - steps:.2f}", "", ""])
        rows.append(["whole run", f"{one.whole.cpu:.2f}", "", ""])
    head = ["", "CPU", "start and imports", "own work"]
    title = f"Where the time goes, n = {one.people:,}, CPU time in seconds"
    return Table(title=title, head=head, rows=rows)


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


def _head(study: str, people: int | None) -> str:
    return study if people is None else f"{study}, n = {people:,}"


def _ratio(pairs: list[Pair]) -> float:
    return statistics.median(pair.ours / pair.peer for pair in pairs)


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or f"{os.cpu_count()} cores"
