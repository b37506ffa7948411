"""The raw file as it lies on disk: is it there, and is it the file that was received?"""

import hashlib
from pathlib import Path

from ipsanalysis.raw.content import whole_file_fault
from ipsanalysis.raw.dictionary import FileOnDisk
from ipsanalysis.raw.fault import Fault

LARGEST = 1 << 30


def read_received(folder: Path, resource: FileOnDisk, name: str) -> tuple[bytes, list[Fault]]:
    """Read a raw file and hold it to its size and checksum.

    Args:
        folder: The folder of raw files.
        resource: The file's description; its path was checked to stay in the folder.
        name: The file's name, for messages.

    Returns:
        The bytes, empty when the file cannot be used at all, and the faults.
    """
    path = folder / resource.path
    if not path.is_file():
        what = "this is not a plain file" if path.exists() else "there is no such file"
        rule = f"{what}; allowed: the file as received"
        action = "Put the file here, or mend its path in datapackage.json."
        return b"", [Fault(level="error", file=name, rule=rule, action=action)]
    size = path.stat().st_size
    if size > LARGEST:
        rule = f"the file is too large; allowed: at most {LARGEST} bytes"
        action = "Split the study, or ask for another way of reading it."
        return b"", [whole_file_fault(name, f"{size} bytes", rule, action)]
    try:
        data = path.read_bytes()
    except OSError as error:
        rule = "the file cannot be read; allowed: a file that you may read"
        return b"", [
            whole_file_fault(name, error.strerror or "an error", rule, "Ask for the right to read.")
        ]
    return data, _changed(data, name, resource)


def _changed(data: bytes, name: str, resource: FileOnDisk) -> list[Fault]:
    found = hashlib.sha256(data).hexdigest()
    action = (
        "Restore the file as received. If it was replaced on purpose, write "
        f'"bytes": {len(data)} and "hash": "sha256:{found}" in datapackage.json.'
    )
    if len(data) != resource.bytes:
        rule = f"the size is not that of the file as received; allowed: {resource.bytes} bytes"
        return [whole_file_fault(name, f"{len(data)} bytes", rule, action)]
    if f"sha256:{found}" != resource.hash:
        rule = f"the checksum is not that of the file as received; allowed: {resource.hash}"
        return [whole_file_fault(name, f"sha256:{found}", rule, action)]
    return []
