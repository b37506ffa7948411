"""What a command uses: wall time, CPU time and peak memory, from the kernel's own account."""

import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from ipsanalysis.errors import UserError

SAID = "said.log"
UNIT_OF_RSS = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a command used.

    Attributes:
        wall: Seconds from start to end.
        cpu: Seconds of CPU time, its own and that of all its children.
        peak: Bytes of memory at the peak.
    """

    wall: float
    cpu: float
    peak: float


def use_of(command: list[str], folder: Path, *, tree: bool = False) -> Usage:
    """Run a command and wait for it.

    Args:
        command: The program and its arguments.
        folder: Where to run it: a copy of the project, whose `src` is the package that counts.
        tree: Whether it starts others whose memory counts with its own, looked at ten times a
            second; without, the peak is the largest resident set the kernel saw of one process.

    Returns:
        What it used.

    Raises:
        UserError: It failed; the message ends with what it said.
    """
    began = time.perf_counter()
    process = _start(command, folder)
    summed = _peak_of_tree(process.pid) if tree else 0
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        told = (folder / SAID).read_text(encoding="utf-8", errors="replace")
        raise UserError(f"{' '.join(command)} failed in {folder}:\n{told[-3000:]}")
    largest = used.ru_maxrss * UNIT_OF_RSS
    return Usage(wall=wall, cpu=used.ru_utime + used.ru_stime, peak=summed or largest)


def use_of_step(step: str, study: str, folder: Path, *, repeats: int) -> tuple[Usage, float]:
    """Run a step, and then again in the same process, to tell its own work from start and imports.

    Args:
        step: The step.
        study: The study's id.
        folder: Where to run it, as above.
        repeats: How often to run it again; three times when that takes long.

    Returns:
        What the first run used from the start of Python, and seconds of CPU time of the quickest
        of the further runs, when everything is imported; nan when there are none.

    Raises:
        UserError: It failed; the message ends with what it said.
    """
    words = [repr(time.monotonic()), str(repeats), step, study]
    use_of([sys.executable, "-c", AGAIN, *words], folder)
    told = (folder / SAID).read_text(encoding="utf-8", errors="replace")
    wall, cpu, largest, own = map(float, told.splitlines()[-1].split())
    return Usage(wall=wall, cpu=cpu, peak=largest * UNIT_OF_RSS), own


AGAIN = """
import resource, sys, time
from ipsanalysis.__main__ import main
began, repeats, words = float(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
times = []
for turn in range(repeats + 1):
    start = time.process_time()
    if main(words):
        sys.exit(1)
    if turn:
        times.append(time.process_time() - start)
    else:
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        first = time.monotonic() - began, time.process_time(), memory
    if len(times) >= 3 and sum(times) > 0.5:
        break
print(*first, min(times, default=float("nan")))
"""


def _start(command: list[str], folder: Path) -> subprocess.Popen[bytes]:
    one_thread = {"OPENBLAS_NUM_THREADS": "1"}  # as the command line sets it for itself
    environment = {**os.environ, **one_thread, "PYTHONPATH": str(folder / "src")}
    with (folder / SAID).open("wb") as said:
        return subprocess.Popen(  # noqa: S603
            command, cwd=folder, env=environment, stdout=said, stderr=subprocess.STDOUT
        )


def _peak_of_tree(pid: int) -> int:
    """Return the largest sum of resident sets seen until the process ends.

    Pages that processes share count once for each, so the sum is too high rather than too low.
    """
    peak = 0
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        peak = max(peak, _resident(pid))
        time.sleep(0.1)
    return peak


def _resident(pid: int) -> int:
    with suppress(psutil.Error):
        run = psutil.Process(pid)
        return sum(_own(process) for process in [run, *run.children(recursive=True)])
    return 0


def _own(process: psutil.Process) -> int:
    with suppress(psutil.Error):
        return int(process.memory_info().rss)
    return 0
