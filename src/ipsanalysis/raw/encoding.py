"""Files of text in older encodings, brought to UTF-8."""

import re
from collections.abc import Sequence

import numpy as np

from ipsanalysis.raw.fault import Fault

ONE_BYTE = {"iso-8859-1": rb"[\x80-\x9f]", "windows-1252": rb"[\x81\x8d\x8f\x90\x9d]"}
_CHARACTERS = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")


def to_utf8(data: bytes, encoding: str, file: str) -> tuple[bytes, list[Fault]]:
    """Return the bytes of a file in UTF-8, and where its encoding is not the declared one.

    Args:
        data: The bytes of a file.
        encoding: The encoding in the dictionary: utf-8, iso-8859-1 or windows-1252.
        file: The file's name, for messages.

    Returns:
        The bytes as UTF-8, and a fault when they are not of that encoding. UTF-8 is not looked
        at here but line by line.
    """
    if encoding == "utf-8" or data.isascii():
        return data, []
    if _is_utf8(data):
        return data, [_mistaken(data, encoding, file)]
    unused = re.compile(ONE_BYTE[encoding])
    if not unused.search(data):
        return data.decode(encoding).encode(), []
    fault = _undefined(data, unused, encoding, file)
    return data.decode("windows-1252", errors="replace").encode(), [fault]


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _mistaken(data: bytes, encoding: str, file: str) -> Fault:
    found = [
        (number, match[0].decode(encoding, errors="replace"))
        for number, line in enumerate(data.split(b"\n"), start=1)
        if (match := _CHARACTERS.search(line))
    ]
    return _fault(
        found, file, f"characters of UTF-8 in a file declared otherwise; allowed: {encoding}",
        "Set encoding to utf-8 in datapackage.json: every letter outside English would be wrong.",
    )  # fmt: skip


def _undefined(data: bytes, unused: re.Pattern[bytes], encoding: str, file: str) -> Fault:
    found = [
        (number, f"byte {match[0][0]:02x}")
        for number, line in enumerate(data.split(b"\n"), start=1)
        if (match := unused.search(line))
    ]
    other = "windows-1252" if encoding == "iso-8859-1" else "utf-8, or that of its source,"
    return _fault(
        found, file, f"a byte that is no character of the encoding; allowed: {encoding}",
        f"Set encoding to {other} in datapackage.json, or save the file as UTF-8 at its source.",
    )  # fmt: skip


def _fault(found: Sequence[tuple[int, str]], file: str, rule: str, action: str) -> Fault:
    return Fault(
        level="error", file=file, rule=rule, action=action,
        rows=np.array([number for number, _ in found]), values=[text for _, text in found],
    )  # fmt: skip
