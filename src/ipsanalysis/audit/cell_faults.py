"""What is wrong with the cells of one row, each by itself."""

import re
from collections.abc import Iterator

from ipsanalysis.audit.columns import COUNTS, NUMBERS, PERCENTAGES, RANGES, REQUIRED, WORDS
from ipsanalysis.audit.printed import read_printed
from ipsanalysis.errors import nearest
from ipsanalysis.raw.text import shown

P_VALUE = re.compile(r"(?P<sign>[<>=]?)\s*(?P<number>([0-9]+(\.[0-9]*)?|\.[0-9]+))")
RANGE = re.compile(r"(?P<low>[0-9]+)(-(?P<high>[0-9]+))?")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""What a terminal would obey: all control characters but tab and the ends of lines."""
MOST_PEOPLE = 1_000_000
MOST_DIGITS, MOST_DECIMALS = 10, 15
Told = tuple[str, str]


def cell_faults(cells: dict[str, str]) -> Iterator[Told]:
    """Yield column and message of each cell that cannot be read, blank cells left out."""
    if faults := [(name, _control(text)) for name, text in cells.items() if CONTROL.search(text)]:
        yield from faults
        return
    for name in REQUIRED:
        if not cells[name]:
            yield name, "found nothing. Allowed: a text. Write it"
    for names, fault_of in (
        (COUNTS, _count),
        (RANGES, _range),
        (PERCENTAGES, _percent),
        (NUMBERS, _number),
        (("ci_level",), _level),
        (("p",), _p),
    ):
        for name in names:
            if cells[name] and (told := fault_of(cells[name])):
                yield name, f"found {_shown(cells[name])}. {told}"
    for name, allowed in WORDS.items():
        word = cells[name]
        if word and word not in allowed:
            hint = nearest(word, allowed)
            yield name, f"found {_shown(word)}.{hint} Allowed: {', '.join(allowed)}, or nothing"
    for name in ("n", "n_control"):
        if cells[name] == "0":
            yield name, "found 0. Allowed: 1 or more. Leave out arms with nobody in them"


def whole(text: str) -> int | None:
    """Return a whole number of people, or None where the text is none."""
    return int(text) if re.fullmatch(r"[0-9]{1,7}", text) and int(text) <= MOST_PEOPLE else None


def _control(text: str) -> str:
    found = ", ".join(f"U+{ord(mark):04X}" for mark in sorted(set(CONTROL.findall(text))))
    return f"found control characters ({found}) in {_shown(text)}. Allowed: text. Take them out"


def _count(text: str) -> str:
    if whole(text) is not None:
        return ""
    allowed = "Allowed: a whole number of people, 0 to 1,000,000"
    if text.endswith("%") or re.fullmatch(r"\d+\.\d+", text):
        return f"{allowed}. A percentage belongs in percent or percent_control"
    if text.startswith("-"):
        return f"{allowed}. Nobody is fewer than 0 people: write what is printed"
    return f"{allowed}. Write digits only, or nothing when it is not printed"


def _range(text: str) -> str:
    allowed = "Allowed: a whole number such as 58, or two such as 25-44, 1 to 1,000,000"
    match = RANGE.fullmatch(text)
    if match is None:
        return f"{allowed}. Write it so"
    low, high = int(match["low"]), int(match["high"] or match["low"])
    if low > high:
        return f"{allowed}, the smaller first. Turn the two round"
    if low < 1 or high > MOST_PEOPLE:
        return f"{allowed}. Narrow the range"
    return ""


def _number(text: str) -> str:
    if read_printed(text) is not None:
        return _long(text)
    hint = ". Write a point for the decimal comma" if re.fullmatch(r"-?\d+,\d+", text) else ""
    return (
        f"Allowed: a number as printed, such as 10.39 or -32.1{hint or '. Write only the number'}"
    )


def _long(text: str) -> str:
    """Say that a number has more digits than a computer's number holds safely."""
    digits = re.sub(r"[^0-9]", "", text).lstrip("0")
    if len(digits) <= MOST_DIGITS and len(text.partition(".")[2]) <= MOST_DECIMALS:
        return ""
    return (
        f"Allowed: at most {MOST_DIGITS} digits, and {MOST_DECIMALS} decimals. Print fewer: round "
        "what was copied from a program"
    )


def _percent(text: str) -> str:
    if text.endswith("%"):
        return "Allowed: the number without the sign, such as 36.6. Take the % away"
    if told := _number(text):
        return told
    if not 0 <= float(text) <= 100:
        return "Allowed: 0 to 100. Look at what is printed; a count belongs in events"
    return ""


def _level(text: str) -> str:
    if read_printed(text) is None or _long(text) or not 50 <= float(text) < 100:
        return "Allowed: the level in percent, 50 to below 100, such as 95. Write it so"
    return ""


def _p(text: str) -> str:
    match = P_VALUE.fullmatch(text)
    if match is None:
        return "Allowed: a p-value as printed, such as .022, <.001 or >.05. Write it so"
    if told := _long(match["number"]):
        return told
    number, sign = float(match["number"]), match["sign"]
    if number > 1:
        return "Allowed: 0 to 1. Look at what is printed: a decimal point may be missing"
    if (sign, number) in (("<", 0), (">", 1)):
        return "Allowed: a p-value that can be: none is below 0 or above 1. Look at what is printed"
    return ""


def _shown(text: str) -> str:
    return f'"{shown(text, 60)}"'
