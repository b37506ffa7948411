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
    largest = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Usage(wall=wall, cpu=used.ru_utime + used.ru_stime, peak=summed or largest)


def own_cpu(step: str, study: str, folder: Path) -> float:
    """Run a step again and again in one process, to tell its own work from start and imports.

    Args:
        step: The step.
        study: The study's id.
        folder: Where to run it, as above.

    Returns:
        Seconds of CPU time of the quickest run but the first, when everything is imported: of at
        least two, and of more while they take under two seconds together.
    """
    use_of([sys.executable, "-c", AGAIN, step, study], folder)
    told = (folder / SAID).read_text(encoding="utf-8", errors="replace")
    return float(told.splitlines()[-1])


AGAIN = """
import sys, time
from importlib import import_module
run = import_module("ipsanalysis.steps." + sys.argv[1]).run
times = []
while len(times) < 3 or (sum(times[1:]) < 2 and len(times) < 20):
    began = time.process_time()
    run(sys.argv[2])
    times.append(time.process_time() - began)
print(min(times[1:]))
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
