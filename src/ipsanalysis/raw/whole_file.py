"""Checks of a raw file as a whole, before it is split into lines."""

from ipsanalysis.raw.content import whole_file_fault
from ipsanalysis.raw.fault import Fault

BOM = b"\xef\xbb\xbf"


def strip_mark(data: bytes, file: str) -> tuple[bytes, list[Fault]]:
    """Remove the byte order mark of UTF-8, noting it.

    Args:
        data: The bytes of a file.
        file: Its name, for messages.

    Returns:
        The bytes without the mark, and the note.
    """
    if not data.startswith(BOM):
        return data, []
    note = Fault(
        level="note", file=file,
        rule="a byte order mark was ignored; allowed: UTF-8 with or without it",
        action="Nothing has to be done.",
    )  # fmt: skip
    return data[len(BOM) :], [note]


def unreadable(data: bytes, file: str) -> list[Fault]:
    """Return why a file cannot be a table of text, or nothing.

    Args:
        data: The bytes of a file without a byte order mark.
        file: Its name, for messages.

    Returns:
        One fault at most.
    """
    for name, (rule, action, broken) in _kinds(data).items():
        if broken:
            return [whole_file_fault(file, name, rule, action)]
    return []


def _kinds(data: bytes) -> dict[str, tuple[str, str, bool]]:
    head = data[:4096]
    return {
        "0 bytes": (
            "the file is empty; allowed: a header and rows",
            "Copy the file again from its source.",
            not data.strip(),
        ),
        "UTF-16": (
            "another encoding than UTF-8; allowed: UTF-8",
            "Save the file as UTF-8 (in Excel: CSV UTF-8, not Unicode text).",
            head.startswith((b"\xff\xfe", b"\xfe\xff")) or head.count(0) > len(head) // 3,
        ),
        "a workbook or archive": (
            "not a text file; allowed: CSV",
            "Export the sheet as CSV UTF-8; a new file ending does not change what is in it.",
            head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"%PDF")),
        ),
        "line ends of old Macs": (
            "lines end in carriage returns alone; allowed: newline, or Windows line ends",
            "Save the file with newline ends.",
            b"\r" in data and b"\n" not in data,
        ),
    }


def header_line(data: bytes, file: str) -> tuple[str, list[Fault]]:
    """Return the first line as text, without its end.

    Args:
        data: The bytes of a file.
        file: Its name, for messages.

    Returns:
        The line, and why it cannot be read, if so.
    """
    line = data.partition(b"\n")[0].removesuffix(b"\r")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        text = "\x00"
    if "\x00" not in text:
        return text, []
    fault = Fault(
        level="error", file=file,
        rule="the first line is not UTF-8 text; allowed: the names of the columns in UTF-8",
        action="Set encoding to windows-1252 in datapackage.json if it is that, save the file as "
        "UTF-8, or restore it from a copy.",
    )  # fmt: skip
    return "", [fault]


def end_note(data: bytes, file: str) -> list[Fault]:
    """Return a note when the last line has no line end."""
    if data.endswith(b"\n"):
        return []
    return [
        Fault(
            level="note", file=file,
            rule="the last line has no line end; allowed: with or without it",
            action="Make sure that the file was not cut off.",
        )
    ]  # fmt: skip
