"""The lock of `make`: one run at a time in a folder, given back by the kernel when its holder dies.

Standard library only: it is used before there is an environment.
"""

import fcntl
import os
import time
from pathlib import Path

from ipsanalysis.errors import UserError

LOCK = Path(".make") / "lock"


def claim(folder: Path) -> int:
    """Take the lock of a project folder, or stop at once when it is held.

    The lock lives as long as any process holds the descriptor, so no dead run can keep it and
    there is nothing to remove by hand.

    Args:
        folder: The project's folder.

    Returns:
        The open file descriptor that carries the lock; keep it open while working.

    Raises:
        UserError: Another `make` is at work in the folder.
    """
    path = folder / LOCK
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 200).decode() or "just started"
        os.close(descriptor)
        message = f"Another make is at work in {folder} ({holder}). Wait for it to end, or stop it."
        raise UserError(message) from None
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"process {os.getpid()}, since {time.strftime('%F %T')}".encode())
    return descriptor
