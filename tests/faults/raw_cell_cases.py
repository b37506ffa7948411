"""Ways to break cells of a raw file, and cells that contradict each other."""

from raw_case import Case, cell, key
from raw_study import RawStudy, whole


def _both(*breaks):
    def all_of(study: RawStudy) -> None:
        for one in breaks:
            one(study)

    return all_of


def _number(text: str):
    return _both(key("schema.fields.3.type", "number"), cell(4, "age", text))


def _date(text: str):
    def breaks(study: RawStudy) -> None:
        for line in study.lines:
            line.append("1975-03-01")
        study.lines[0][-1], study.lines[3][-1] = "released", text
        study.fields.append({"name": "released", "type": "date", "title": "Day of release"})

    return breaks


def _people(ids: list[str], type_: str = "string"):
    return lambda study: study.add_id(ids, type_)


def _semicolons(study: RawStudy) -> None:
    study.file["dialect"]["delimiter"] = study.delimiter = ";"
    cell(3, "age", "27,5")(study)


def _one_arm(study: RawStudy) -> None:
    for line in study.lines[1:]:
        line[study.column("fin")] = "no"


def _free_text(text: str):
    def breaks(study: RawStudy) -> None:
        for line in study.lines:
            line.append("fine")
        study.lines[0][-1], study.lines[5][-1] = "remark", text
        study.fields.append({"name": "remark", "type": "string", "title": "Remark"})

    return breaks


TWELVE = [f"p{number:02}" for number in range(12)]

CELL_CASES = (
    Case("decimal comma", _semicolons, ('"27,5" in line 3', "a decimal comma", "decimal points")),
    Case("thousands", _both(lambda s: _semicolons(s), cell(3, "age", "1,234")),
         ('"1,234" in line 3', "a thousands separator", "without separators")),
    Case("text in numbers", cell(4, "age", "old"),
         ("age (1)", '"old" in line 4', "allowed: a whole number", "Compare the cell")),
    Case("unit in a cell", cell(4, "age", "27 years"),
         ('"27 years" in line 4', "a number with text after it", "Leave the number")),
    Case("decimals", cell(4, "prio", "2.5"),
         ("prio (1)", '"2.5" in line 4', "decimals; allowed: a whole number", "type to number")),
    Case("scientific", cell(4, "age", "2E1"),
         ('"2E1" in line 4', "scientific notation", "in full")),
    Case("too large a number", _number("1e400"), ('"1e400" in line 4', "too large to hold")),
    Case("too many digits", cell(4, "age", "1234567890123456789012"),
         ("too large to hold", "If it is a code, its type is string")),
    Case("number without digits", _number("27."), ('"27." in line 4', "not written out")),
    Case("leading zeros", cell(4, "age", "027"), ('"027" in line 4', "leading zeros", "a code")),
    Case("plus sign", cell(4, "age", "+27"), ('"+27" in line 4', "a plus sign", "without it")),
    Case("minus zero", cell(4, "prio", "-0"), ('"-0" in line 4', "minus zero", "Write 0")),
    Case("dash for minus", cell(4, "age", "\u221227"), ("line 4", "a dash for a minus", "Write -")),
    Case("other digits", cell(4, "age", "２７"),
         ('"２７" in line 4', "digits that are not 0 to 9")),
    Case("infinity", _number("Inf"), ('"Inf" in line 4', "infinity", "divided by zero")),
    Case("missing code", cell(4, "age", "NA"),
         ('"NA" in line 4', "a code for missing", "missingValues")),
    Case("true", cell(4, "arrest", "TRUE"), ('"TRUE" in line 4', "true or false", "Write 1 or 0")),
    Case("date for a number", cell(4, "age", "27-Jan"),
         ('"27-Jan" in line 4', "a date; allowed", "A spreadsheet")),
    Case("no such day", _date("1975-02-30"),
         ("released (1)", '"1975-02-30" in line 4', "not exist")),
    Case("date order", _date("01.03.1975"), ('"01.03.1975" in line 4', "in another order")),
    Case("no date", _date("spring"), ('"spring" in line 4', "no date; allowed: a date such as")),
    Case("formula", cell(5, "age", "=cmd()"),
         ('"=cmd()" in line 5', "the text of a formula", "nothing here is ever calculated")),
    Case("formula in free text", _free_text('@SUM(1+9)*cmd|calc'),
         ("remark (1)", "@SUM", "the text of a formula; allowed: plain text")),
    Case("invisible character", cell(5, "race", "bla\u200bck"),
         ('"bla\\u200bck" in line 5', "an invisible character", "type it again")),
    Case("control character", cell(5, "race", "\x1b[31mblack"),
         ('"\\u001b[31mblack" in line 5', "a control character", "export the file again")),
    Case("very long cell", _free_text("x" * 1001),
         ("line 6", "a text of more than 1000 characters", "Look at the cell")),
    Case("mixed types in LIFE", _both(cell(7, "prio", "many"), cell(400, "prio", "few")),
         ("prio (2)", '"many" in line 7', '"few" in line 400', "430 without errors"), whole,
         variant=True),
    Case("not in the list", cell(6, "educ", "9"),
         ("educ (1)", '"9" in line 6', "not in the list; allowed: 2, 3, 4, 5, 6", "enum")),
    Case("capitals", cell(6, "paro", "YES"),
         ("paro (1)", '"YES" in line 6', 'Did you mean "yes"?', "allowed: no, yes"), variant=True),
    Case("spaces inside", cell(6, "mar", "not  married"),
         ('"not  married" in line 6', 'Did you mean "not married"?'), variant=True),
    Case("level the plan does not know",
         _both(key("schema.fields.4.constraints.enum", ["black", "other", "white"]),
               cell(6, "race", "white")),
         ('"white" in line 6', "a level of race that the plan does not know", "to the plan")),
    Case("unknown arm", cell(6, "fin", "maybe"),
         ("fin (1)", '"maybe" in line 6', "an unknown arm; allowed: yes, no")),
    Case("unknown end", cell(6, "arrest", "2"),
         ("arrest (1)", '"2" in line 6', "an unknown end of follow-up; allowed: 0, 1")),
    Case("unknown status", cell(6, "emp3", "y"),
         ("emp3 (1)", '"y" in line 6', "an unknown status; allowed: yes, no")),
    Case("negative number", cell(6, "prio", "-3"),
         ('"-3" in line 6', "below the minimum; allowed: 0 or more", "mend the limit")),
    Case("impossible age", cell(6, "age", "270"),
         ('"270" in line 6', "above the maximum; allowed: 100 or less")),
    Case("limit of many digits",
         _both(key("schema.fields.3.constraints.maximum", 1234567), cell(6, "age", "1234568")),
         ('"1234568" in line 6', "above the maximum; allowed: 1234567 or less"), variant=True),
    Case("impossible week",
         _both(key("schema.fields.0.constraints", {}), cell(6, "week", "53")),
         ('"53" in line 6', "an end outside follow-up; allowed: week 1 to 52")),
    Case("no value", cell(6, "age", ""), ("age (1)", "nothing in line 6", "no value; allowed")),
    Case("arm not given", _both(key("schema.fields.2.constraints", {}), cell(6, "fin", "")),
         ("fin (1)", "nothing in line 6", "a value in every row"), variant=True),
    Case("id twice", _people([*TWELVE[:11], "p03"]),
         ("id (2)", '"p03" in line 5; "p03" in line 13', "stands in several rows")),
    Case("id missing", _people([*TWELVE[:11], ""]),
         ("id (1)", "nothing in line 13", "no value"), variant=True),
    Case("arm without people", _one_arm, ("fin (1)", '"0 people"', '"aid"', "Is the file whole")),
    Case("completed early", cell(5, "week", "50"),
         ("week (1)", '"50" in line 5', "completed but ended early; allowed: week 52")),
    Case("gap", cell(5, "emp20", ""),
         ("emp20 (1)", '"blank" in line 5', "a gap in follow-up", "set blank to anywhere")),
    Case("blank before the end", cell(5, "emp52", ""),
         ("emp52 (1)", '"blank" in line 5', "blank before the end of follow-up")),
    Case("work after arrest", cell(2, "emp21", "yes"),
         ("emp21 (1)", '"a value" in line 2', "after the end of follow-up; allowed: blank")),
)  # fmt: skip
