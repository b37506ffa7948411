"""Snakemake asked many times in one folder, its imports read once.

Each question is answered by a fork, so that it is a Snakemake of its own: nothing that an earlier
one read or remembered is there. For dry runs; a run that starts jobs is a process of its own.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Self

SERVER = """
import json, os, sys
import numpy, requests
import ipsanalysis.modules, ipsanalysis.plan.config, ipsanalysis.plan.evidence_load
import ipsanalysis.raw.received
import ipsanalysis.record.code_version, ipsanalysis.run.python
import snakemake.cli, snakemake.report.html_reporter
for line in sys.stdin:
    arguments, said = json.loads(line)
    child = os.fork()
    if child == 0:
        for output in (1, 2):
            os.dup2(os.open(said, os.O_WRONLY | os.O_APPEND), output)
        snakemake.cli.main(arguments)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class SnakemakeServer:
    """A process that has imported Snakemake and the copy's package.

    Attributes:
        folder: The copy.
    """

    def __init__(self, folder: Path) -> None:
        """Start it in a copy of the project."""
        self.folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-c", SERVER],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(folder / "src"), "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def ask(self, *arguments: str) -> str:
        """Return what Snakemake says to these arguments."""
        with tempfile.NamedTemporaryFile() as said:
            self._process.stdin.write(json.dumps([arguments, said.name]) + "\n")
            self._process.stdin.flush()
            code = self._process.stdout.readline().strip()
            text = Path(said.name).read_text(encoding="utf-8")
        assert code == "0", text[-5000:]
        return text
