"""A raw file as lines: which of them are whole rows, and what is wrong with the others."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ipsanalysis.raw.fault import Fault

Mask = npt.NDArray[np.bool_]
NEWLINE, RETURN, QUOTE = 10, 13, 34
LONGEST_LINE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """The lines of a file, of which those in `whole` can be split into cells.

    Attributes:
        data: The bytes.
        starts: Where each line starts.
        ends: Where each line ends, the newline not included.
        whole: Whether each line is a well-formed row of the expected number of cells.
    """

    data: bytes
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    whole: Mask

    @property
    def rows(self) -> int:
        """Number of rows after the header."""
        return max(len(self.starts) - 1, 0)

    @property
    def numbers(self) -> npt.NDArray[np.int64]:
        """Line numbers of the whole rows, the header being 1."""
        return np.flatnonzero(self.whole[1:]) + 2

    @property
    def body(self) -> bytes:
        """The whole rows, each with its newline."""
        if self.whole[1:].all():
            return self.data[self.starts[1] :] if self.rows else b""
        pairs = zip(self.starts[1:][self.whole[1:]], self.ends[1:][self.whole[1:]], strict=True)
        return b"".join(self.data[start:end] + b"\n" for start, end in pairs)


def line_bounds(data: bytes) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return where lines start and end; a last line without a newline counts.

    Args:
        data: The bytes of a file.

    Returns:
        Starts and ends, one each per line.
    """
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == NEWLINE).astype(np.int64)
    if data and not data.endswith(b"\n"):
        ends = np.append(ends, len(data))
    return np.append(np.int64(0), ends[:-1] + 1)[: len(ends)], ends


def split_lines(data: bytes, delimiter: str, cells: int, file: str) -> tuple[Lines, list[Fault]]:
    """Find the rows that can be split into cells, and say what is wrong with the others.

    Well-formed is meant as in RFC 4180, but a cell may not run over the end of a line.

    Args:
        data: The bytes of the file, UTF-8 without a byte order mark.
        delimiter: The character between cells.
        cells: The number of cells in a row, as in the header.
        file: The file's name, for messages.

    Returns:
        The lines, and a fault for each kind of malformed line.
    """
    starts, ends = line_bounds(data)
    buffer = np.frombuffer(data, np.uint8)
    edges = np.append(starts, len(data))
    stray, open_quote, quoted = _quotes(buffer, ord(delimiter), edges)
    found = _per_line((buffer == ord(delimiter)) & ~quoted, edges) + 1
    length = ends - starts - _per_line(_line_returns(buffer), edges)
    truncated = np.zeros(len(starts), bool)
    truncated[-1:] = not data.endswith(b"\n")
    bad = np.zeros(len(starts), bool)
    bad[:1] = True
    faults = []
    kinds = {
        "long": length > LONGEST_LINE,
        "nul": _per_line(buffer == 0, edges) > 0,
        "utf8": _undecodable(data, starts, ends),
        "return": _per_line((buffer == RETURN) & ~_line_returns(buffer), edges) > 0,
        "empty": length == 0,
        "open_quote": open_quote,
        "stray_quote": stray,
        "cut": truncated & (found < cells),
        "few": found < cells,
        "many": found > cells,
        "blank": length == found - 1,
    }
    for kind, mask in kinds.items():
        new = mask & ~bad
        if new.any():
            faults.append(_fault(kind, new, found, cells, delimiter, file))
        bad |= new
    bad[:1] = False
    return Lines(data=data, starts=starts, ends=ends, whole=~bad), faults


def _per_line(mask: Mask, edges: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    counts: npt.NDArray[np.int64] = np.diff(np.searchsorted(np.flatnonzero(mask), edges))
    return counts


def _line_returns(buffer: npt.NDArray[np.uint8]) -> Mask:
    """Return the carriage returns that belong to Windows line ends."""
    before_end: Mask = np.append(buffer[1:], np.uint8(NEWLINE)) == NEWLINE
    returns: Mask = buffer == RETURN
    return returns & before_end


def _quotes(
    buffer: npt.NDArray[np.uint8], delimiter: int, edges: npt.NDArray[np.int64]
) -> tuple[Mask, Mask, Mask]:
    """Return per line stray and unclosed quotes, and per byte whether it stands in quotes."""
    quote = buffer == QUOTE
    lines = len(edges) - 1
    if not quote.any():
        return np.zeros(lines, bool), np.zeros(lines, bool), np.zeros(len(buffer), bool)
    odd = _per_line(quote, edges) % 2 == 1
    # A closing quote is supplied at the end of each line with an odd number of them, so that one
    # unclosed quote does not turn all that follows inside out. Sums of bytes wrap, parity stays.
    flips = quote.astype(np.uint8)
    flips[edges[1:][odd] - 1] += 1
    inside = np.cumsum(flips, dtype=np.uint8) % 2 == 1
    apart = np.isin(buffer, [delimiter, NEWLINE, RETURN, QUOTE])
    opens, closes = quote & inside, quote & ~inside
    before = np.append(True, apart[:-1])
    after = np.append(apart[1:], True)
    stray = (opens & ~before) | (closes & ~after)
    return _per_line(stray, edges) > 0, odd, inside


def _undecodable(data: bytes, starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]) -> Mask:
    bad = np.zeros(len(starts), bool)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
            bad[index] = not _decodes(data[start:end])
    return bad


def _decodes(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _fault(
    kind: str, mask: Mask, found: npt.NDArray[np.int64], cells: int, delimiter: str, file: str
) -> Fault:
    rule, action = _WORDS[kind]
    values = [f"{count} cells" for count in found[mask]] if "{cells}" in rule else ()
    return Fault(
        level="error",
        file=file,
        rows=np.flatnonzero(mask) + 1,
        values=values,
        rule=rule.format(cells=cells),
        action=action.format(delimiter=delimiter),
    )


_WORDS = {
    "long": (
        f"a line that is too long; allowed: at most {LONGEST_LINE} bytes",
        "Look at the file: a line end is probably missing.",
    ),
    "nul": (
        "a line with NUL bytes; allowed: text only",
        "The file is damaged or not text: restore it from a copy.",
    ),
    "utf8": (
        "a line that is not UTF-8; allowed: UTF-8",
        "The file is probably Windows-1252 or Latin-1: set encoding to windows-1252 in "
        "datapackage.json, or save it as UTF-8 (in Excel: CSV UTF-8) at its source.",
    ),
    "return": (
        "a carriage return inside a line; allowed: at the end of a line only",
        "Take it out of the cell, or save the file with newline ends.",
    ),
    "empty": ("an empty line; allowed: rows only", "Remove the line."),
    "blank": (
        "a row without any value; allowed: rows of participants only",
        "Remove the line; spreadsheets leave such lines behind.",
    ),
    "open_quote": (
        "a quote that is not closed on its line; allowed: quotes in pairs",
        'Close the quote, write a quote inside a cell as "", and take line breaks out of cells.',
    ),
    "stray_quote": (
        "a quote in the middle of a cell; allowed: around a whole cell",
        'Put the whole cell in quotes and write a quote inside it as "".',
    ),
    "cut": (
        "the last line is cut off; allowed: {cells} cells and a line end",
        "The file was not copied whole: copy it again from its source.",
    ),
    "few": (
        "a row with too few cells; allowed: {cells}, as in the header",
        'Compare the row with its source: a cell or a "{delimiter}" is missing.',
    ),
    "many": (
        "a row with too many cells; allowed: {cells}, as in the header",
        'Put cells that hold a "{delimiter}" (text, decimal comma) in quotes, or export with '
        "another delimiter.",
    ),
}
