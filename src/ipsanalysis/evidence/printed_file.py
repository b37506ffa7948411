"""The file of printed figures among those of a meta-analysis: held to what the audit can read."""

from pathlib import Path

import numpy as np

from ipsanalysis.audit.read import audit_items
from ipsanalysis.audit.sheet import read_rows
from ipsanalysis.errors import UserError
from ipsanalysis.evidence.dictionary import EvidenceFile
from ipsanalysis.raw.columns import Place
from ipsanalysis.raw.content import whole_file_fault
from ipsanalysis.raw.fault import Fault
from ipsanalysis.raw.read import HeldFile
from ipsanalysis.raw.received import read_received


def hold_printed(folder: Path, resource: EvidenceFile) -> HeldFile:
    """Hold the file to its checksum and to the audit's own reader, which keeps texts as printed.

    Args:
        folder: The folder of the files.
        resource: The file's description.

    Returns:
        Its rows and faults; no columns, for the audit reads them.
    """
    path = folder / resource.path
    file = path.as_posix()
    data, faults = read_received(folder, resource, file)
    rows = 0
    if data or not faults:
        try:
            rows = len(audit_items(path))
        except UserError as error:
            rows = _rows(path)
            faults = [*faults, _unread(file, str(error))]
    place = Place(file=file, numbers=np.arange(2, rows + 2), persons=np.zeros(0, object))
    return HeldFile(file=file, rows_in=rows, columns={}, place=place, faults=faults)


def _rows(path: Path) -> int:
    try:
        return len(read_rows(path))
    except UserError:
        return 0


def _unread(file: str, message: str) -> Fault:
    found = message.splitlines()[0].removeprefix(file).lstrip(":, ")
    return whole_file_fault(
        file, found, "printed figures that the audit cannot read; allowed: its format",
        f"Run ipsanalysis audit {file}, which lists all that is wrong with it.",
    )  # fmt: skip
