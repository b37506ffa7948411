"""Whether the archive that an Excel workbook is may be opened at all."""

import io
import re
import zipfile
import zlib

from ipsanalysis.raw.content import whole_file_fault
from ipsanalysis.raw.fault import Fault

LARGEST_UNPACKED = 1 << 28
_OLD = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DECLARED = re.compile(rb"^(\xef\xbb\xbf)?\s*<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)[\"']")


def archive_faults(data: bytes, file: str) -> list[Fault]:
    """Return why a file is no workbook that may be opened, or nothing.

    A workbook is a ZIP archive of XML. One that would grow beyond bounds when unpacked, or that
    defines entities, which can grow or point elsewhere, is refused before it is parsed.

    Args:
        data: The bytes of the file.
        file: Its name, for messages.

    Returns:
        One fault at most.
    """
    if data.startswith(_OLD):
        return [_old(data, file)]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _parts(archive, file)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError,
            NotImplementedError):  # fmt: skip
        return [not_a_workbook(data[:2] == b"PK", file)]


def not_a_workbook(damaged: bool, file: str) -> Fault:
    """Return the fault of a file that cannot be read as a workbook.

    Args:
        damaged: Whether it looks as if it had been one.
        file: Its name, for messages.

    Returns:
        The fault.
    """
    if damaged:
        return whole_file_fault(
            file, "a damaged archive", "the workbook cannot be read; allowed: Excel (.xlsx)",
            "Copy it again from its source, or open it in Excel and save it anew.",
        )  # fmt: skip
    return whole_file_fault(
        file, "another kind of file", "not an Excel workbook; allowed: Excel (.xlsx)",
        "Save it as Excel workbook; a new file ending does not change what is in it.",
    )  # fmt: skip


def _old(data: bytes, file: str) -> Fault:
    if _ENCRYPTED in data:
        return whole_file_fault(
            file, "an encrypted workbook", "the workbook has a password; allowed: none",
            "Save it without a password, and protect the folder instead.",
        )  # fmt: skip
    return whole_file_fault(
        file, "an old workbook (.xls)", "another kind of workbook; allowed: Excel (.xlsx)",
        "Open it in Excel and save it as .xlsx; a new file ending does not change what is in it.",
    )  # fmt: skip


def _parts(archive: zipfile.ZipFile, file: str) -> list[Fault]:
    names = archive.namelist()
    unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > LARGEST_UNPACKED:
        return [
            whole_file_fault(
                file, f"{unpacked} bytes",
                f"a workbook too large when unpacked; allowed: at most {LARGEST_UNPACKED} bytes",
                "Save the sheet as CSV or Parquet.",
            )
        ]  # fmt: skip
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return [
            whole_file_fault(
                file, "macros", "a workbook with macros; allowed: one without (.xlsx)",
                "Save it as .xlsx. Nothing in it was run.",
            )
        ]  # fmt: skip
    if "[Content_Types].xml" not in names or not any(x.endswith("workbook.xml") for x in names):
        return [not_a_workbook(False, file)]
    for name in names:
        if name.lower().endswith((".xml", ".rels", ".vml")) and _suspicious(archive.read(name)):
            return [
                whole_file_fault(
                    file, name, "XML that no spreadsheet writes (entities, or an encoding other "
                    "than UTF-8); allowed: Excel (.xlsx)",
                    "Ask where the file comes from; open it in Excel and save it anew.",
                )
            ]  # fmt: skip
    return []


def _suspicious(part: bytes) -> bool:
    declared = _DECLARED.match(part)
    return (
        b"<!DOCTYPE" in part
        or b"<!ENTITY" in part
        or part.startswith((b"\xff\xfe", b"\xfe\xff"))
        or b"\x00" in part[:200]
        or (declared is not None and declared[2].lower() not in (b"utf-8", b"us-ascii"))
    )
