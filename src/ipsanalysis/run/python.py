"""Which Python the jobs of a run use."""

import os
import sys
from pathlib import Path


def put_this_python_first() -> None:
    """Put this Python first on the path, so that jobs that call `python` run in it."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    own = str(Path(sys.executable).parent)
    os.environ["PATH"] = os.pathsep.join([own, *(folder for folder in folders if folder != own)])
