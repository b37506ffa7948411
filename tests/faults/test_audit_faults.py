"""Every kind of broken file of printed numbers has its own message, and none a traceback."""

import csv
import io
from argparse import Namespace
from pathlib import Path

import pytest

from ipsanalysis.audit.columns import COLUMNS
from ipsanalysis.audit.command import run
from ipsanalysis.audit.read import audit_items
from ipsanalysis.errors import UserError

GOOD = {
    "item_id": "work_12", "trial_id": "A", "what": "employed at 12 months", "events": "22",
    "n": "46", "events_control": "3", "n_control": "37", "percent": "48", "percent_control": "8",
    "effect": "10.39", "effect_kind": "odds_ratio", "adjustment": "crude", "ci_low": "2.79",
    "ci_high": "38.68", "ci_level": "95", "p": "<.001", "test": "fisher", "source": "doi:10.1/x",
}  # fmt: skip


def table(*changes, columns=COLUMNS):
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows([{**GOOD, "item_id": f"item_{i}", **row} for i, row in enumerate(changes)])
    return text.getvalue()


def message(path):
    with pytest.raises(UserError) as caught:
        run(Namespace(file=str(path)))
    return str(caught.value)


def told(content, tmp_path):
    path = tmp_path / "printed.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return message(path)


CELLS = {
    "name blank": ({"item_id": ""}, "column item_id: found nothing"),
    "source blank": ({"source": ""}, "column source: found nothing"),
    "percentage for a count": ({"events": "48%"}, 'column events: found "48%". Allowed: a whole'),
    "decimals in a count": ({"events": "47.8"}, "A percentage belongs in percent"),
    "negative count": ({"events": "-3"}, "Nobody is fewer than 0 people"),
    "count no number": ({"n_control": "many"}, "Write digits only"),
    "events above n": ({"events": "47"}, "column events: found 47, above n. Allowed: 0 to 46"),
    "control events above n": (
        {"events_control": "38"}, "column events_control: found 38, above n_control",
    ),
    "events above range": (
        {"n": "", "n_range": "10-20"}, "column events: found 22, above n_range. Allowed: 0 to 20",
    ),
    "nobody in an arm": ({"n": "0", "events": "0"}, "column n: found 0. Allowed: 1 or more"),
    "percent no number": ({"percent": "half"}, 'column percent: found "half". Allowed: a number'),
    "percent with its sign": ({"percent": "48%"}, "Take the % away"),
    "percent above 100": ({"percent": "148"}, "Allowed: 0 to 100"),
    "percent below 0": ({"percent_control": "-8"}, "column percent_control: found"),
    "decimal comma": ({"effect": "10,39"}, "Write a point for the decimal comma"),
    "effect no number": ({"effect": "ten"}, 'column effect: found "ten"'),
    "unknown kind": ({"effect_kind": "odd_ratio"}, 'Did you mean "odds_ratio"?'),
    "unknown adjustment": ({"adjustment": "raw"}, "Allowed: crude, adjusted, not_stated, pooled"),
    "unknown test": ({"test": "fischer"}, 'Did you mean "fisher"?'),
    "p above 1": ({"p": "22"}, 'column p: found "22". Allowed: 0 to 1'),
    "p below 0": ({"p": "<0"}, "none is below 0 or above 1"),
    "p beyond 1": ({"p": ">1"}, "none is below 0 or above 1"),
    "p of many zeros": ({"p": "." + "0" * 400 + "1"}, "Allowed: at most 10 digits, and 15 dec"),
    "p in other digits": ({"p": ".\u0660\u0663"}, "Allowed: a p-value as printed"),
    "range in other digits": (
        {"n": "", "n_range": "\u0663\u0660-\u0664\u0660"}, "Allowed: a whole number such as 58",
    ),
    "percent of a program": (
        {"percent": "47.826086956521738"}, "round what was copied from a program",
    ),
    "effect of 500 digits": ({"effect": "1" * 500}, "Allowed: at most 10 digits"),
    "level of many digits": ({"ci_level": "95." + "0" * 30}, "Allowed: the level in percent"),
    "p in words": ({"p": "n.s."}, "Allowed: a p-value as printed"),
    "level as a fraction": ({"ci_level": "0.95"}, "Allowed: the level in percent"),
    "level missing": ({"ci_level": ""}, "column ci_level: found nothing beside an interval"),
    "one limit": ({"ci_high": ""}, "column ci_high: found nothing beside the other limit"),
    "limits turned round": (
        {"ci_low": "38.68", "ci_high": "2.79"}, "column ci_low: found 38.68, above ci_high 2.79",
    ),
    "interval without effect": (
        {"effect": "", "effect_kind": ""}, "column effect: found nothing beside its interval",
    ),
    "effect without kind": ({"effect_kind": ""}, "column effect_kind: found nothing"),
    "kind without effect": (
        {"effect": "", "ci_low": "", "ci_high": ""}, "column effect: found nothing beside odds",
    ),
    "negative ratio": ({"effect": "-1.2"}, "column effect: found -1.2. Allowed: 0 or more"),
    "adjustment missing": ({"adjustment": ""}, "Write not_stated where the source does not say"),
    "test without p": ({"p": ""}, "column test: found fisher without a p"),
    "range no range": ({"n": "", "n_range": "40 to 50"}, "Allowed: a whole number such as 58, or"),
    "range turned round": ({"n": "", "n_range": "50-40"}, "the smaller first"),
    "range from 0": ({"n": "", "n_range": "0-40"}, "Narrow the range"),
    "range beside n": ({"n_range": "40-50"}, "column n_range: found 40-50 beside a printed n"),
    "total against arms": ({"total": "90"}, "column total: found 90, but the arms have 83"),
    "total below an arm": (
        {"total": "40", "n_control": "", "events_control": ""}, "Allowed: more than each arm",
    ),
    "escape": (
        {"what": "work\x1b[31m"},
        'column what: found control characters (U+001B) in "work\\u001b[31m". Allowed: text',
    ),
    "bell in a number": ({"p": ".02\x07"}, "column p: found control characters (U+0007)"),
    "eight-bit escape": ({"note": "a\x9bb\x9bc"}, "column note: found control characters (U+009B)"),
    "direction turned": ({"p": "\u202e.02"}, 'column p: found "\\u202e.02". Allowed: a p-value'),
    "nothing to check": (
        dict.fromkeys(("percent", "percent_control", "effect", "effect_kind", "ci_low", "ci_high",
                       "ci_level", "p", "test"), ""),
        "found nothing to check",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CELLS)
def test_broken_cell_is_told_with_its_line_and_column(name, tmp_path):
    change, words = CELLS[name]
    text = told(table({}, change), tmp_path)
    (line,) = text.splitlines()
    assert "printed.csv, line 3, column " in line
    assert words in line
    assert line.endswith(".")
    assert line.isprintable()


def without(column):
    return [name for name in COLUMNS if name != column]


WHOLE = {
    "empty": ("", "the file is empty"),
    "header only": (table(), "there is a header and no row"),
    "unknown column": (table({}, columns=(*COLUMNS, "percents")), 'Did you mean "percent"?'),
    "missing column": (table({}, columns=without("total")), "the column total is missing"),
    "column twice": (table({}, columns=(*COLUMNS, "p")), "the column p stands twice"),
    "semicolons": (table({}).replace(",", ";"), "found columns separated by ';', 'item_id;"),
    "semicolons, quoted header": (
        "\n".join(['"' + '";"'.join(COLUMNS) + '"', ";" * (len(COLUMNS) - 1)]),
        "found columns separated by ';'",
    ),
    "bars": (table({}).replace(",", "|"), "found columns separated by '|'"),
    "header in capitals": (table({}).upper(), "line 1: found columns in capitals, 'ITEM_ID' the"),
    "cell without end": (
        table({}) + '"' + "x" * 140_000 + "\n", "a cell of more than 131,072 characters",
    ),
    "cells missing": (table({}) + "a,b\n", f"line 3: found 2 cells. Allowed: {len(COLUMNS)}"),
    "item twice": (
        table({}, {"item_id": "item_0"}), 'column item_id: found "item_0", and it stands in line 2',
    ),
    "not text": (b"\x00" + table({}).encode(), "the file holds zero bytes"),
    "Windows-1252": (
        table({}, {"what": "cafés"}).encode("cp1252"),
        "line 3: found text that is not UTF-8. Allowed: UTF-8. The file is probably Windows-1252",
    ),
    "UTF-16": (table({}).encode("utf-16"), "line 1: found text that is not UTF-8. Allowed: UTF-8. "
               "The file is probably UTF-16"),
    "quotes open": (table({}) + '"a\n', "the quotes cannot be read"),
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLE)
def test_broken_file_is_told(name, tmp_path):
    content, words = WHOLE[name]
    text = told(content, tmp_path)
    assert words in text
    assert text.startswith(str(tmp_path / "printed.csv"))


def test_carriage_returns_alone_end_lines(tmp_path):
    path = tmp_path / "printed.csv"
    path.write_bytes(table({}).replace("\n", "\r").encode())
    assert [item.item_id for item in audit_items(path)] == ["item_0"]


def test_absent_file_and_folder(tmp_path):
    assert "there is no such file" in message(tmp_path / "nothing.csv")
    assert "this is a folder" in message(tmp_path)


def test_all_faults_are_told_at_once_in_the_order_of_lines(tmp_path):
    lines = told(table({"p": "2"}, {"n": "x", "percent": "200"}), tmp_path).splitlines()
    assert [line.split(", ")[1] for line in lines] == ["line 2", "line 3", "line 3"]


def test_a_file_full_of_faults_has_a_message_that_can_be_read(tmp_path):
    lines = told(table(*[{"p": "2"}] * 80), tmp_path).splitlines()
    assert len(lines) == 51
    assert lines[-1].startswith("And 30 more")


def test_lines_count_line_ends_inside_quotes(tmp_path):
    assert "line 4, column p" in told(table({"note": "two\nlines"}, {"p": "2"}), tmp_path)


def test_interval_without_its_effect_inside_is_no_fault(tmp_path):
    path = tmp_path / "printed.csv"
    path.write_text(table({"ci_low": "11"}), encoding="utf-8")
    assert len(audit_items(path)) == 1


def test_good_file_with_byte_order_mark_spaces_and_empty_lines(tmp_path):
    path = tmp_path / "printed.csv"
    path.write_text("\ufeff" + table({"n": " 46 "}) + "\n\n", encoding="utf-8")
    (item,) = audit_items(path)
    assert (item.active.n, item.level, item.test) == (46, 0.95, "fisher")


def test_what_does_not_print_is_shown_escaped(tmp_path, capsys):
    path = tmp_path / "printed.csv"
    path.write_text(table({"what": "work\u202e\nmore", "trial_id": "A\u200b"}), encoding="utf-8")
    assert run(Namespace(file=str(path))) == 0
    text = capsys.readouterr().out
    assert "A\\u200b, work\\u202e\\u000amore [doi:10.1/x]" in text
    assert text.replace("\n", "").isprintable()


def test_one_of_each_is_singular(tmp_path, capsys):
    path = tmp_path / "printed.csv"
    blank = dict.fromkeys(("percent_control", "effect", "effect_kind", "adjustment", "ci_low",
                           "ci_high", "ci_level", "p", "test"), "")  # fmt: skip
    path.write_text(table(blank), encoding="utf-8")
    assert run(Namespace(file=str(path))) == 0
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "1 item, 1 printed figure: 1 consistent, 0 possible, 0 inconsistent, 0 not checkable.",
        "Items with something inconsistent: 0.",
    ]


def test_a_p_value_with_its_sign_is_kept_without_it(tmp_path):
    path = tmp_path / "printed.csv"
    path.write_text(table({"p": "=.022"}), encoding="utf-8")
    (item,) = audit_items(path)
    assert (item.p.text, item.p.sign, item.p.number.value) == (".022", "=", 0.022)


def test_columns_may_stand_in_any_order(tmp_path):
    path = Path(tmp_path / "printed.csv")
    path.write_text(table({}, columns=sorted(COLUMNS)), encoding="utf-8")
    assert audit_items(path)[0].what == "employed at 12 months"
