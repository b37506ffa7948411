"""Ways to break a study of several files so that it shows only when they are compared."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cross_file_study import Harbour

from ipsanalysis.plan.analyses import IndustryShares


@dataclass(frozen=True)
class Case:
    """A way to break the files, and what must be said of which rows of which file."""

    name: str
    breaks: Callable[[Harbour], None]
    file: str
    rows: tuple[int, ...]
    words: tuple[str, ...]
    note: bool = False
    left_out: bool = False
    variant: bool = False  # the rule of another case, met in another way
    persons: bool = True


@dataclass(frozen=True)
class DictionaryCase:
    """A way to break the dictionary, and what must be said of which key."""

    name: str
    breaks: Callable[[Harbour], None]
    words: tuple[str, ...]


def cell(table: str, line: int, column: str, text: str) -> Callable[[Harbour], None]:
    return lambda study: study.cell(table, line, column, text)


def row(table: str, *cells: str) -> Callable[[Harbour], None]:
    return lambda study: study.tables[table].append(list(cells))


def both(*breaks: Callable[[Harbour], None]) -> Callable[[Harbour], None]:
    def all_of(study: Harbour) -> None:
        for one in breaks:
            one(study)

    return all_of


def drop(table: str, line: int) -> Callable[[Harbour], None]:
    return lambda study: study.tables[table].pop(line - 1)


def key(path: str, value: Any) -> Callable[[Harbour], None]:
    """Set a key of `canonical` of a file; a value of None takes it out."""

    def breaks(study: Harbour) -> None:
        *parents, last = path.split(".")
        node: Any = study.canonical
        for part in parents:
            node = node[int(part)] if part.isdigit() else node[part]
        if value is None:
            del node[last]
        else:
            node[last] = value

    return breaks


def of_file(table: str, /, **keys: Any) -> Callable[[Harbour], None]:
    return lambda study: study.resources.setdefault(table, {}).update(keys)


def of_column(table: str, column: str, /, **keys: Any) -> Callable[[Harbour], None]:
    return lambda study: study.described.setdefault(table, {}).update({column: keys})


def plan(**update: Any) -> Callable[[Harbour], None]:
    def breaks(study: Harbour) -> None:
        study.plan = study.plan.model_copy(update=update)

    return breaks


def _undated(study: Harbour) -> None:
    undated = study.plan.follow_up.model_copy(update={"months": None})
    study.plan = study.plan.model_copy(update={"follow_up": undated})


def _several(study: Harbour) -> None:
    study.canonical["list"]["participants"]["several_rows"] = True
    study.tables["list"].append(["H01", "IPS", "2019-01-10", "south"])


def _all_listed(study: Harbour) -> None:
    study.canonical["leavers"]["follow_up"]["lists"] = "everyone"


def _where(study: Harbour) -> None:
    for line in study.tables["background"]:
        line.append("0")
    study.tables["background"][0][-1] = "time"
    study.tables["background"].append(["H01", "IPS", "31", "6"])
    study.canonical["background"]["covariates"]["where"] = {"column": "time", "value": "0"}


def _wide(study: Harbour) -> None:
    """Questions of two visits in one row a person."""
    study.tables["answers"] = [
        ["id", "day", "q1_a", "q1_b", "mean_a", "mean_b"],
        ["H01", "2019-01-09", "3", "4", "2.5", "3.5"],
        ["H01", "2019-01-09", "3", "4", "2.5", "3.5"],
    ]
    for column in ("q1_a", "q1_b", "mean_a", "mean_b"):
        of_column("answers", column, type="number")(study)
    study.canonical["answers"]["assessments"] = [
        {
            "instrument": "trust",
            "visits_in_names": {"a": "baseline", "b": "month_6"},
            "items": {"first": "q1_{visit}", "mean": "mean_{visit}"},
        }
    ]


def _second_file(study: Harbour) -> None:
    """Answers of month 6 of one person once more, in another file."""
    study.tables["late"] = [["id", "q1"], ["H01", "4"]]
    study.canonical["late"] = {
        "person": "id",
        "assessments": [{"instrument": "trust", "visit": "month_6", "items": {"first": "q1"}}],
    }
    study.order.append("late")


def _job_column_absent(study: Harbour) -> None:
    del study.canonical["jobs"]["job_spells"]["job"]


def _numbered(study: Harbour) -> None:
    """Number the months of the file of benefits."""
    study.described["benefits"] = {"month": {"type": "integer"}}
    for line in study.tables["benefits"][1:]:
        line[1] = "3"
    study.tables["benefits"].pop()


LIST, JOBS, END = "list.csv", "jobs.csv", "leavers.csv"

CASES = (
    # Who is whose row.
    Case("person unknown", row("jobs", "X99", "a", "2019-04-01", "2019-05-01", "ordinary", "", "",
                               "", ""), JOBS, (10,),
         ("not on the list of people randomised; allowed: the ids of list.csv",)),
    Case("person without zeros", row("contacts", "h-1", "2019-04-01", "", ""), "contacts.csv", (6,),
         ("not on the list", "Mend the id"), variant=True),
    Case("person in capitals", cell("answers", 3, "id", "h01"), "answers.csv", (3,),
         ("not on the list", 'Did you mean "H01"?'), variant=True),
    Case("person near another", cell("benefits", 3, "id", "H002"), "benefits.csv", (3,),
         ("not on the list", 'Did you mean "H02"?'), variant=True),
    Case("person blank", cell("contacts", 2, "id", ""), "contacts.csv", (2,),
         ("no value; allowed: a value in every row",), persons=False),
    Case("another arm", cell("background", 3, "arm", "IPS"), "background.csv", (3,),
         ("another arm than on the list", "allowed: the arm of list.csv (ips, usual)",
          'The list says "usual".')),
    Case("unknown arm", cell("background", 3, "arm", "C"), "background.csv", (3,),
         ("an unknown arm; allowed: IPS, TAU",)),
    Case("randomised twice", row("list", "H03", "IPS", "2019-02-15", "north"), LIST, (4, 10),
         ("a value that stands in several rows",)),
    Case("no day of randomisation", cell("list", 5, "randomised", ""), LIST, (5,),
         ("no value; allowed: a value in every row",), variant=True),
    Case("rows of one person differ", _several, LIST, (2, 10),
         ("different values in the rows of one person; allowed: the same in all",)),
    # Covariates and the end of follow-up.
    Case("covariates twice", row("background", "H02", "TAU", "31"), "background.csv", (3, 10),
         ("a person with several rows of covariates",)),
    Case("no covariates", drop("background", 4), LIST, (4,),
         ("a person without covariates in background.csv",), note=True),
    Case("covariates of other rows", _where, "background.csv", (10,),
         ('a row that is not read for covariates; allowed: rows with "0"',), note=True,
         left_out=True),
    Case("end twice", row("leavers", "H08", "2019-08-16", "left"), END, (3, 4),
         ("a person with several rows of the end of follow-up",)),
    Case("end not told", _all_listed, LIST, (2, 3, 4, 6, 7, 8),
         ("a person without an end of follow-up in leavers.csv",)),
    Case("end before randomisation", cell("leavers", 2, "last_day", "2018-09-01"), END, (2,),
         ("an end of follow-up before randomisation",)),
    Case("completed too early", cell("leavers", 3, "why", "done"), END, (3,),
         ("completed but ended early; allowed: the last day of month 12 or later",)),
    Case("end after follow-up", cell("leavers", 3, "last_day", "2020-03-08"), END, (3,),
         ("an end after follow-up, which counts as completed",), note=True),
    Case("unknown end", cell("leavers", 2, "why", "dead"), END, (2,),
         ("an unknown end of follow-up; allowed: died, left, done",)),
    # Jobs.
    Case("job before randomisation", cell("jobs", 5, "end", "2019-01-30"), JOBS, (5,),
         ("a job that ended before randomisation",), note=True, left_out=True),
    Case("job after follow-up", both(cell("jobs", 6, "start", "2020-02-16"),
                                     cell("jobs", 6, "end", "2020-03-01")), JOBS, (6,),
         ("a job that starts after the whole follow-up",), note=True, left_out=True),
    Case("job after death", both(cell("jobs", 7, "start", "2019-09-02"),
                                 cell("jobs", 7, "end", "2019-09-30")), JOBS, (7,),
         ("a job that starts after observation of the person ended",)),
    Case("open job after death", both(cell("jobs", 7, "start", "2019-09-02"),
                                      cell("jobs", 7, "end", "")), JOBS, (7,),
         ("a job that starts after observation of the person ended",), variant=True),
    Case("job beyond follow-up", cell("jobs", 6, "end", "2020-02-16"), JOBS, (6,),
         ("a job that ends after observation of the person",), note=True),
    Case("job beyond death", cell("jobs", 7, "end", "2019-09-02"), JOBS, (7,),
         ("a job that ends after observation of the person",), note=True, variant=True),
    Case("job without an end", cell("jobs", 6, "end", ""), JOBS, (6,),
         ("a job without an end",), note=True),
    Case("job ends before it starts", cell("jobs", 4, "end", "2019-04-30"), JOBS, (4,),
         ("a job that ends before it starts",)),
    Case("job without a start", cell("jobs", 4, "start", ""), JOBS, (4,),
         ("no value; allowed: a value in every row",), variant=True),
    Case("job twice", row("jobs", "H01", "b", "2019-05-01", "2019-05-31", "ordinary", "10", "150",
                          "cafe", ""), JOBS, (4, 10), ("a job that is entered twice",)),
    Case("two equal jobs", both(_job_column_absent,
                                row("jobs", "H01", "z", "2019-05-01", "2019-05-31", "ordinary",
                                    "10", "150", "cafe", "")), JOBS, (4, 10),
         ("a job that is entered twice",), variant=True),
    Case("one job, two hours", cell("jobs", 3, "start", "2019-06-30"), JOBS, (2, 3),
         ("two stretches of one job that overlap and differ",)),
    Case("one job overlaps", cell("jobs", 9, "start", "2019-08-20"), JOBS, (8, 9),
         ("two stretches of one job that overlap and are alike",), note=True),
    Case("hours of a month", cell("jobs", 6, "hours", "169"), JOBS, (6,),
         ("hours that no week has; allowed: 0 to 168 a week", "set factor")),
    Case("hours below zero", cell("jobs", 6, "hours", "-1"), JOBS, (6,),
         ("hours that no week has",), variant=True),
    Case("hours of two jobs", both(cell("jobs", 2, "hours", "80"), cell("jobs", 4, "hours", "89")),
         JOBS, (4,), ("jobs at the same time with more hours than a week has; allowed: 168",)),
    Case("many hours", both(cell("jobs", 2, "hours", "40"), cell("jobs", 4, "hours", "41")),
         JOBS, (4,), ("more than 80 hours a week on the first day of a job",), note=True),
    Case("pay below zero", cell("jobs", 6, "wage", "-99"), JOBS, (6,),
         ("pay below zero", "missingValues")),
    Case("pay without hours", cell("jobs", 6, "hours", ""), JOBS, (6,),
         ("pay for an hour without hours a week",), note=True),
    Case("unknown kind", cell("jobs", 6, "kind", "Ordinary"), JOBS, (6,),
         ("an unknown kind of work; allowed: ordinary, sheltered, school",
          'Did you mean "ordinary"?')),
    Case("unknown industry", cell("jobs", 6, "industry", "farm"), JOBS, (6,),
         ("an unknown industry; allowed: shop, cafe",)),
    Case("hours in words", cell("jobs", 6, "hours", "full"), JOBS, (6,), ("text; allowed:",)),
    Case("no such day", cell("jobs", 6, "end", "2019-02-29"), JOBS, (6,),
         ("a day that does not exist",)),
    # Answers.
    Case("unknown visit", cell("answers", 3, "visit", "7"), "answers.csv", (3,),
         ("an unknown visit; allowed: 0, 6, 18",)),
    Case("visit twice", cell("answers", 3, "visit", "0"), "answers.csv", (2, 3),
         ("a visit that stands twice for one person in trust",)),
    Case("visit in two files", _second_file, "answers.csv", (3,),
         ("a visit that stands twice for one person in trust",), variant=True),
    Case("visit in two files, the other", _second_file, "late.csv", (2,),
         ("a visit that stands twice for one person in trust",), variant=True),
    Case("two rows of many visits", _wide, "answers.csv", (2, 3),
         ("a visit that stands twice for one person in trust",), variant=True),
    Case("answer before randomisation", cell("answers", 3, "day", "2019-01-09"), "answers.csv",
         (3,), ("an answer before randomisation at a visit after it",)),
    Case("first answer late", cell("answers", 2, "day", "2019-01-11"), "answers.csv", (2,),
         ("an answer of the first visit after randomisation",), note=True),
    Case("answer after withdrawal", row("answers", "H08", "6", "2019-09-07", "3", "3"),
         "answers.csv", (8,), ("an answer after observation of the person ended",), note=True),
    Case("item out of its limits",
         both(of_column("answers", "q1", constraints={"minimum": 1, "maximum": 5}),
              cell("answers", 3, "q1", "6")), "answers.csv", (3,),
         ("above the maximum; allowed: 5 or less",)),
    Case("item without a label",
         both(of_column("answers", "q1", categories={str(x): "x" for x in range(1, 6)}),
              cell("answers", 3, "q1", "6")), "answers.csv", (3,),
         ("a code without a label; allowed: 1, 2, 3, 4, 5",)),
    # Periods.
    Case("month twice", cell("benefits", 10, "month", "2019-06-30"), "benefits.csv", (2, 10),
         ("a period that stands twice for one person",)),
    Case("month of randomisation", cell("benefits", 10, "month", "2019-01-31"), "benefits.csv",
         (10,), ("a period before follow-up; allowed: month 1 to 12",), note=True, left_out=True),
    Case("month after follow-up", cell("benefits", 10, "month", "2020-02-01"), "benefits.csv",
         (10,), ("a period after follow-up; allowed: month 1 to 12",), note=True, left_out=True),
    Case("month after death", cell("benefits", 5, "month", "2019-11-01"), "benefits.csv", (5,),
         ("a month after observation of the person ended",), note=True, left_out=True),
    Case("numbered month too high", both(_numbered, cell("benefits", 2, "month", "13")),
         "benefits.csv", (2,), ("a period after follow-up", "Mend the period"), variant=True),
    Case("numbered month too low", both(_numbered, cell("benefits", 2, "month", "0")),
         "benefits.csv", (2,), ("a period before follow-up", "Mend the period"), variant=True),
    Case("numbered month after death", both(_numbered, cell("benefits", 5, "month", "9")),
         "benefits.csv", (5,), ("a month after observation", "Mend the period"), variant=True),
    Case("no periods", drop("benefits", 4), LIST, (4,),
         ("a person without periods in benefits.csv",), note=True),
    Case("unknown status", cell("benefits", 4, "benefit", "maybe"), "benefits.csv", (4,),
         ("an unknown status; allowed: yes, no",)),
    Case("diary twice", row("diary", "H03", *["n"] * 12), "diary.csv", (4, 10),
         ("a person with several rows of periods",)),
    Case("diary after death", cell("diary", 5, "m8", "y"), "diary.csv", (5,),
         ("a value after the end of follow-up; allowed: blank",)),
    Case("diary with a gap",
         both(key("diary.person_periods.studying.blank", "after_end"),
              lambda study: [study.cell("diary", line, f"m{month}", "n")
                             for line in range(2, 10) for month in range(5, 13)
                             if line not in (5, 9)],
              cell("diary", 5, "m5", "n"), cell("diary", 5, "m6", "n"), cell("diary", 9, "m5", "n"),
              cell("diary", 6, "m3", "")), "diary.csv", (6,), ("a gap in follow-up",)),
    # Contacts.
    Case("contact before randomisation", cell("contacts", 2, "day", "2019-01-09"), "contacts.csv",
         (2,), ("a contact before randomisation",)),
    Case("contact after leaving",
         both(row("leavers", "H05", "2019-03-31", "left"), drop("jobs", 9), drop("jobs", 8),
              drop("answers", 7), cell("benefits", 6, "month", "2019-04-01"),
              lambda study: [study.cell("diary", 6, f"m{month}", "") for month in range(2, 5)]),
         "contacts.csv", (5,), ("a contact after observation of the person ended",), note=True),
    Case("contact in the other arm", row("contacts", "H02", "2019-04-01", "", ""), "contacts.csv",
         (6,), ("a contact with a person of an arm without a specialist; allowed: people of ips",),
         note=True),
    Case("minutes of a week", cell("contacts", 2, "minutes", "1441"), "contacts.csv", (2,),
         ("minutes that no day has; allowed: 0 to 1440",)),
    Case("unknown kind of contact", cell("contacts", 2, "kind", "walk"), "contacts.csv", (2,),
         ("an unknown kind of contact; allowed: office, phone",)),
    # Reviews.
    Case("score out of the scale", cell("reviews", 2, "f7", "6"), "reviews.xlsx [Scores]", (2,),
         ("a score outside IPS-25; allowed: whole numbers from 1 to 5",), persons=False),
    Case("score missing", cell("reviews", 3, "f7", ""), "reviews.xlsx [Scores]", (3,),
         ("no value; allowed: a value in every row",), persons=False, variant=True),
    Case("two reviews of a day", cell("reviews", 3, "day", "2019-06-01"),
         "reviews.xlsx [Scores]", (2, 3), ("two reviews of a unit on one day",), persons=False),
)  # fmt: skip

SPELLS, TRUST = "jobs.job_spells", "answers.assessments.0"

DICTIONARY_CASES = (
    DictionaryCase("no list", both(key("list.participants", None), key("list.person", "id"),
                                   key("list.arm", {"column": "arm", "values": {"IPS": "ips"}})),
                   ("resources: ", "no file has `participants`")),
    DictionaryCase("two lists",
                   key("background.participants",
                       {"person": "id", "arm": {"column": "arm", "values": {"IPS": "ips",
                        "TAU": "usual"}}, "covariates": {}}),
                   ("resources.1.canonical.participants", "a second list", "beside that of list")),
    DictionaryCase("no id", key("jobs.person", None),
                   ("resources.3.canonical.person", "found nothing", "whose rows are of people")),
    DictionaryCase("id unknown", key("jobs.person", "pid"),
                   ("resources.3.canonical.person", 'found "pid"', "columns of the file")),
    DictionaryCase("id named twice", key("list.person", "id"),
                   ("resources.0.canonical.person", "names it in participants.person")),
    DictionaryCase("list without ids", key("list.participants.person", ""),
                   ("resources.0.canonical.participants.person",)),
    DictionaryCase("nothing read",
                   both(key("diary.person_periods", None), key("diary.person", None)),
                   ("resources.6.canonical", "nothing of this file is read")),
    DictionaryCase("same name", of_file("diary", name="jobs"),
                   ("resources.6.name", 'found "jobs", as in resources.3')),
    DictionaryCase("same path", of_file("diary", path="jobs.csv"),
                   ("resources.6.path", 'found "jobs.csv", as in resources.3')),
    DictionaryCase("format and ending", of_file("diary", format="dta", encoding=None, dialect=None),
                   ("resources.6.format", 'found "dta" for a file that ends in ".csv"')),
    DictionaryCase("no dialect", of_file("diary", dialect=None),
                   ("resources.6.dialect", "the format csv needs it")),
    DictionaryCase("no encoding", of_file("diary", encoding=None),
                   ("resources.6.encoding", "the format csv needs it")),
    DictionaryCase("no sheet", of_file("reviews", sheet=None),
                   ("resources.8.sheet", "the format xlsx needs it")),
    DictionaryCase("sheet of a text file", of_file("diary", sheet="Sheet1"),
                   ("resources.6.sheet", "the format csv has no sheet")),
    DictionaryCase("format of a number", of_column("jobs", "hours", type="number", format="%Y-%m"),
                   ("fields.5.format", "only dates have a format")),
    DictionaryCase("decimals of text", of_column("jobs", "title", decimalChar=","),
                   ("fields.8.decimalChar", "only numbers have decimals")),
    DictionaryCase("factor of text", of_column("jobs", "title", factor=12),
                   ("fields.8.factor", "only numbers can be multiplied")),
    DictionaryCase("covariate twice", key("list.participants.covariates.age", "site"),
                   ("resources.1.canonical.covariates.columns.age", "comes from list.csv already")),
    DictionaryCase("covariate nowhere", key("background.covariates", None),
                   ("resources.0.canonical.participants.covariates", 'the covariate "age"')),
    DictionaryCase("covariate of text", key("background.covariates.columns.age", "arm"),
                   ("covariates.columns.age", '"arm" holds a string', "has it continuous")),
    DictionaryCase("rows of no column",
                   key("background.covariates.where", {"column": "time", "value": "0"}),
                   ("covariates.where.column", 'found "time"')),
    DictionaryCase("day of randomisation not named", key("list.participants.randomised", None),
                   ("participants.randomised", "follows people by date")),
    DictionaryCase("day of randomisation is text", key("list.participants.randomised", "site"),
                   ("participants.randomised", '"site" holds a string', "must be date")),
    DictionaryCase("plan without dates", _undated,
                   ("participants.randomised", "does not follow people by date", "job_spells",
                    "canonical.contacts", "assessments.0.date", "days cannot be counted")),
    DictionaryCase("two ends",
                   lambda study: study.canonical["background"].update(
                       follow_up=study.canonical["leavers"]["follow_up"]),
                   ("resources.2.canonical.follow_up", "comes from background.csv already")),
    DictionaryCase("end is no date", key("leavers.follow_up.observed_until", "why"),
                   ("follow_up.observed_until", 'the type of "why" must be date')),
    DictionaryCase("periods twice",
                   lambda study: study.canonical["background"].update(
                       period_rows=study.canonical["benefits"]["period_rows"]),
                   ("resources.5.canonical.period_rows.statuses.benefit",
                    "comes from background.csv already")),
    DictionaryCase("period is text", key("benefits.period_rows.period", "benefit"),
                   ("period_rows.period", "must be integer or date")),
    DictionaryCase("outcome without periods", key("benefits.period_rows.statuses", {
                       "other": {"column": "benefit", "values": {"yes": True, "no": False}}}),
                   ('the outcome "supported" needs "benefit"',)),
    DictionaryCase("start is text", key(SPELLS + ".start", "title"),
                   ("job_spells.start", '"title" holds a string')),
    DictionaryCase("hours are text", key(SPELLS + ".hours_per_week", "title"),
                   ("job_spells.hours_per_week", "integer or number")),
    DictionaryCase("pay for what", key(SPELLS + ".wage_per", None),
                   ("job_spells.wage_per", "wage and wage_per together")),
    DictionaryCase("pay for an hour of no hours", key(SPELLS + ".hours_per_week", None),
                   ("job_spells.hours_per_week", "pay for an hour needs the hours")),
    DictionaryCase("kind of work unknown", key(SPELLS + ".kind.values.ordinary", "regular"),
                   ("kind.values.ordinary", 'found "regular"', "kinds of work (competitive",
                    'the outcome "employed" counts jobs of the kind "competitive"')),
    DictionaryCase("industry unknown", key(SPELLS + ".industry.values.shop", "shops"),
                   ("industry.values.shop", "industries of the plan (retail, hospitality)")),
    DictionaryCase("no jobs", key("jobs.job_spells", None),
                   ('the outcome "employed" counts jobs', "no file has them")),
    DictionaryCase("two visits", key(TRUST + ".visit", "baseline"),
                   ("assessments.0", "one of visit, visit_column and visits_in_names")),
    DictionaryCase("visit unknown", key(TRUST + ".visit_column.values.6", "month_7"),
                   ("visit_column.values.6", 'found "month_7"', 'Did you mean "month_6"?')),
    DictionaryCase("place of the visit", key(TRUST + ".items.first", "q1_{visit}"),
                   ("assessments.0.items.first", "if and only if there is visits_in_names")),
    DictionaryCase("item without a column", key(TRUST + ".items.first", "q2"),
                   ("assessments.0.items.first", 'found "q2"', "columns of the file (id, visit")),
    DictionaryCase("instrument nowhere", key(TRUST + ".instrument", "hope"),
                   ('the outcome "trusts" needs the instrument "trust"',)),
    DictionaryCase("item nowhere", key(TRUST + ".items.mean", None),
                   ('the outcome "trust" needs the item "mean" of trust',)),
    DictionaryCase("visit nowhere", key(TRUST + ".visit_column.values",
                                        {"0": "baseline", "18": "month_18"}),
                   ('"mean" at the visit "month_6", which no file has',)),
    DictionaryCase("score of text", of_column("answers", "mean", type="string"),
                   ('"mean" holds a string; the outcome "trust" needs a number',)),
    DictionaryCase("yes that cannot be",
                   of_column("answers", "q1", type="integer", categories={"1": "no", "4": "yes"}),
                   ('the outcome "trusts" counts "5" as yes',)),
    DictionaryCase("item in two places",
                   lambda study: study.canonical["background"].update(
                       assessments=[{"instrument": "age", "visit": "baseline",
                                     "items": {"age": "age"}}] * 2),
                   ("assessments.1.items.age", "comes from background.csv already")),
    DictionaryCase("code without a category",
                   of_column("answers", "visit", categories={"0": "start", "6": "later"}),
                   ('"18" of the column "visit" is here but not in categories',)),
    DictionaryCase("no contacts", key("contacts.contacts", None),
                   ('the arm "ips" counts contacts as treatment received',)),
    DictionaryCase("day of contact is text", key("contacts.contacts.date", "kind"),
                   ("contacts.date", "must be date")),
    DictionaryCase("items of the scale", key("reviews.reviews.scale", "IPS-15"),
                   ("reviews.items", "found 25 items; allowed: the 15 of IPS-15")),
    DictionaryCase("item of the scale missing", key("reviews.reviews.items.item_3", None),
                   ("reviews.items", "found 24 items; allowed: the 25 of IPS-25")),
    DictionaryCase("no industry",
                   both(key(SPELLS + ".industry", None),
                        plan(industries_worked_in=IndustryShares.model_validate(
                            {"source": {"table": "job_spells", "kinds": ["competitive"]},
                             "within": 12}))),
                   ("industries_worked_in, and no file has an industry",)),
)  # fmt: skip
