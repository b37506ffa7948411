"""The run itself: machine, Python, start and end. Nothing else in a manifest holds these."""

import platform
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

CPU_LIST = Path("/proc/cpuinfo")
VECTORS = {"avx", "avx2", "avx512f", "fma"}
SAME_BYTES = {
    "platform": "another platform",
    "processor": "another processor",
    "python": "another Python",
}


def run_section(benchmarks: Path, outputs: Iterable[Path]) -> dict[str, str]:
    """Return the section `run` of a manifest.

    Args:
        benchmarks: The folder of the benchmarks Snakemake wrote, one file a step.
        outputs: Everything the run made.

    Returns:
        Platform, processor and Python, which decide whether bytes can be compared; start, what
        the start is known from, and end, in the words of schema.org.
    """
    start, known_from = _start(benchmarks, outputs)
    return {
        "platform": " ".join((platform.system(), platform.machine(), *platform.libc_ver())),
        "processor": _processor(),
        "python": platform.python_version(),
        "startTime": _spelt(start),
        "startTimeFrom": known_from,
        "endTime": _spelt(datetime.now(UTC).timestamp()),
        "actionStatus": "CompletedActionStatus",
    }


def _start(benchmarks: Path, outputs: Iterable[Path]) -> tuple[float, str]:
    """Return the earliest start any benchmark tells, or when the oldest output was written."""
    starts = {path.stem: _began(path) for path in sorted(benchmarks.glob("*.tsv"))}
    known = {name: time for name, time in starts.items() if time is not None}
    if known:
        name = min(known, key=lambda item: known[item])
        return known[name], f"start of the step {name}, from its benchmark"
    oldest = min(outputs, key=lambda path: path.stat().st_mtime)
    return oldest.stat().st_mtime, f"when the oldest output, {oldest.name}, was written"


def _began(benchmark: Path) -> float | None:
    try:
        seconds = float(benchmark.read_text(encoding="utf-8").splitlines()[1].split("\t")[0])
    except (IndexError, ValueError):
        return None
    return benchmark.stat().st_mtime - seconds


def _processor() -> str:
    """Return the processor's name and vector instructions: sums may round by these."""
    if not CPU_LIST.is_file():
        return platform.processor() or "unknown"
    lines = CPU_LIST.read_text(encoding="utf-8", errors="replace").splitlines()
    facts = {name.strip(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    vectors = sorted(set(facts.get("flags", "").split()) & VECTORS)
    return " ".join((facts.get("model name", platform.machine()), *vectors))


def _spelt(time: float) -> str:
    return datetime.fromtimestamp(time, UTC).isoformat(timespec="seconds")
