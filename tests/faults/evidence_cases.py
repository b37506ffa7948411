"""Ways to break the files of a meta-analysis, and what the message about each must say."""

from collections.abc import Callable
from dataclasses import dataclass

from evidence_study import EvidenceStudy

ROWS, CODING, ARMS, COUNTRIES, AMOUNTS, PRINTED = (
    "comparisons", "coding", "arms", "countries", "continuous", "printed",
)  # fmt: skip
Breaks = Callable[[EvidenceStudy], None]


@dataclass(frozen=True)
class Case:
    name: str
    breaks: Breaks
    words: tuple[str, ...]
    variant: bool = False  # of a kind that stands here already, so its rule is the same


def cell(holds: str, key: str, column: str, text: str, nth: int = 0) -> Breaks:
    """Put a text into one cell."""
    return lambda study: study.set(holds, key, column, text, nth)


def row(holds: str, key: str, **changes: str) -> Breaks:
    """Add a changed copy of a row."""
    return lambda study: study.copy(holds, key, **changes)


def cells(key: str, **changes: str) -> Breaks:
    """Change several cells of one comparison."""

    def breaks(study: EvidenceStudy) -> None:
        for column, text in changes.items():
            study.set(ROWS, key, column, text)

    return breaks


def header(holds: str, column: str, name: str) -> Breaks:
    """Rename a column in the file."""

    def breaks(study: EvidenceStudy) -> None:
        head = study.tables[holds][0]
        head[head.index(column)] = name

    return breaks


def without_row(holds: str, key: str) -> Breaks:
    def breaks(study: EvidenceStudy) -> None:
        study.tables[holds] = [x for x in study.tables[holds] if x[0] != key]

    return breaks


def data(holds: str, change: Callable[[bytes], bytes]) -> Breaks:
    return lambda study: study.change.update({holds: change})


CELL_CASES = (
    Case("events above people", cell(ROWS, "R15", "events_ips", "157"),
         ("events_ips (1)", '"157 of 156" in line 16', "more people with the event than people")),
    Case("events above people, controls", cell(ROWS, "R15", "events_control", "200"),
         ("events_control (1)", '"200 of 156" in line 16'), variant=True),
    Case("negative events", cell(ROWS, "R15", "events_ips", "-3"),
         ("events_ips (1)", '"-3" in line 16', "below the minimum; allowed: 0 or more")),
    Case("no people", cell(ROWS, "R15", "n_ips", "0"),
         ("n_ips (1)", '"0" in line 16', "below the minimum; allowed: 1 or more"), variant=True),
    Case("a share for a count", cell(ROWS, "R15", "events_ips", "0.55"),
         ("events_ips (1)", '"0.55" in line 16', "a percentage or share where a count belongs",
          "Write how many people")),
    Case("a percentage for a count", cell(ROWS, "R15", "events_ips", "55%"),
         ('"55%" in line 16', "a percentage or share where a count belongs"), variant=True),
    Case("the printed percentage for a count", cell(ROWS, "R15", "events_ips", "55"),
         ("events_ips (1)", '"55 of 156" in line 16', "a percentage where a count belongs: it is "
          "pct_ips_printed, which so many of n_ips are not; allowed: a number of people",
          "Write how many people had the event")),
    Case("the printed percentage for a count, controls",
         cells("R15", events_control="28", pct_control_printed="28.0"),
         ('"28 of 156" in line 16', "it is pct_control_printed"), variant=True),
    Case("the printed percentage for a count, above the people", cells("R15", n_ips="50",
         events_ips="55"), ('"55 of 50" in line 16', "it is pct_ips_printed"), variant=True),
    Case("decimals for a count", cell(ROWS, "R09", "events_control", "9.2"),
         ('"9.2" in line 10', "a percentage or share where a count belongs"), variant=True),
    Case("a whole number with decimals", cell(ROWS, "R15", "events_ips", "85.0"),
         ("events_ips (1)", '"85.0" in line 16', "a whole number written with decimals; allowed: "
          "its digits alone", "Write 85.")),
    Case("an arm's count with decimals", cell(ARMS, "R12", "events", "19,00", nth=2),
         ("arms.csv, events (1)", '"19,00" in line 4', "Write 19."), variant=True),
    Case("a separator in a count", cell(ROWS, "R15", "n_ips", "1,156"),
         ('"1,156" in line 16', "a thousands separator; allowed: a whole number",
          "Write the number without separators.")),
    Case("counts run together", cell(ROWS, "R15", "n_ips", "1561560"),
         ("n_ips (1)", '"1561560" in line 16', "more people than in any trial; allowed: at most "
          "1,000,000")),
    Case("people of an arm run together", cell(ARMS, "R12", "n", "1000001"),
         ("arms.csv, n (1)", '"1000001" in line 2', "at most 1,000,000"), variant=True),
    Case("words for a count", cell(ROWS, "R15", "events_ips", "85 people"),
         ('"85 people" in line 16', "a number with text after it; allowed: a whole number")),
    Case("unknown for a count", cell(ROWS, "R15", "n_ips", "NA"),
         ('"NA" in line 16', "a code for missing")),
    Case("counts half there", cell(ROWS, "R15", "events_control", ""),
         ("ma_primary (1)", '"yes" in line 16', "counts that are only half there")),
    Case("people without events", cells("R15", events_ips="", events_control=""),
         ('"yes" in line 16', "counts that are only half there"), variant=True),
    Case("no counts, not said", cells("R15", n_ips="", events_ips="", n_control="",
         events_control=""), ('"yes" in line 16', "a row without counts that is not called so")),
    Case("counts where there are none", cells("R42", events_ips="300", events_control="250"),
         ('"no_counts"', "events in a row that is said to have no counts", "Take the events out")),
    Case("same trial twice", row(ROWS, "R15", row_id="R90"),
         ("trial_id (2)", '"BURNS_2007_EQOLISE" in line 16; "BURNS_2007_EQOLISE" in line 39',
          "the same trial twice for one class of outcome")),
    Case("row id twice", row(ROWS, "R15", follow_up_months="6"),
         ("row_id (2)", '"R15" in line 16; "R15" in line 39', "a row id that stands in several")),
    Case("row id of another form", cell(ROWS, "R15", "row_id", "15"),
         ('"15" in line 16', "not a name of the right form; allowed: letters, digits, _ and -")),
    Case("trial id of another form", cell(ROWS, "R43", "trial_id", "Drake 1996"),
         ('"Drake 1996"', "not a name of the right form; allowed: capitals, digits and _")),
    Case("unknown class of outcome", cell(ROWS, "R15", "outcome_class", "any_cee"),
         ('"any_cee" in line 16', "an unknown class of outcome", 'Did you mean "any_ce"?')),
    Case("unknown use", cell(ROWS, "R15", "ma_primary", "maybe"),
         ('"maybe" in line 16', "an unknown use of a row; allowed: yes, sensitivity, no")),
    Case("unknown place seen", cell(ROWS, "R15", "verified", "abstrct"),
         ('"abstrct" in line 16', "an unknown word for where a figure was seen",
          'Did you mean "abstract"?')),
    Case("unknown word on a DOI", cell(ROWS, "R15", "doi_seen", "no"),
         ('"no" in line 16', "an unknown word for whether a DOI was seen; allowed: yes, memory")),
    Case("unknown basis", cell(ROWS, "R15", "count_basis", "guessed from the figure"),
         ("count_basis (1)", '"guessed" in line 16', "counts without a known basis")),
    Case("basis of a row that has none", cell(ROWS, "R06", "count_basis", "R36 events"),
         ('"R36" in line 7', "counts without a known basis"), variant=True),
    Case("year before trials", cell(ROWS, "R15", "year", "207"),
         ("year (1)", '"207" in line 16', "below the minimum; allowed: 1980 or more"),
         variant=True),
    Case("year to come", cell(ROWS, "R15", "year", "20007"),
         ('"20007" in line 16', "above the maximum; allowed: 2030 or less")),
    Case("no follow-up", cell(ROWS, "R15", "follow_up_months", "0"),
         ("follow_up_months (1)", '"0" in line 16', "no follow-up, or less than a day; allowed: "
          "0.03 months or more")),
    Case("follow-up of no time", cell(ROWS, "R15", "follow_up_months", "1e-300"),
         ('"1e-300" in line 16', "no follow-up, or less than a day"), variant=True),
    Case("follow-up in words", cell(ROWS, "R15", "follow_up_months", "18 months"),
         ('"18 months" in line 16', "a number with text after it; allowed: a number")),
    Case("percentage in words", cell(ROWS, "R15", "pct_ips_printed", "about half"),
         ('"about half" in line 16', "not a percentage as printed")),
    Case("percentage above 100", cell(ROWS, "R36", "pct_ips_printed", "640"),
         ('"640"', "not a percentage as printed"), variant=True),
    Case("percentage with its sign", cell(ROWS, "R15", "pct_control_printed", "28%"),
         ('"28%" in line 16', "not a percentage as printed"), variant=True),
    Case("one trial in two countries", cell(ROWS, "R02", "country", "Sweden"),
         ("country (2)", '"Norway" in line 2; "Sweden" in line 3', "rows of one trial in")),
    Case("empty place among countries", cell(ROWS, "R15", "country", "UK//DE"),
         ('"UK//DE" in line 16', "a list of countries with an empty place")),
    Case("country twice in a list", cell(ROWS, "R07", "country", "Norway/Norway"),
         ("country (1)", '"Norway/Norway" in line 8', "a country that stands twice in one list")),
    Case("country twice in a list, written otherwise", cell(ROWS, "R15", "country", "UK/DE/ uk"),
         ('"UK/DE/ uk" in line 16', "a country that stands twice in one list"), variant=True),
    Case("no population", cell(ROWS, "R15", "population", ""),
         ("population (1)", "nothing in line 16", "no value; allowed: a value in every row")),
    Case("no source", cell(ROWS, "R15", "source_url", ""),
         ("source_url (1)", "no value; allowed"), variant=True),
    Case("formula", cell(ROWS, "R15", "notes", "=1+1"), ('"=1+1" in line 16', "of a formula")),
    Case("unknown region", cell(CODING, "LONES", "region", "north america"),
         ('"north america"', "an unknown region", "north_america, europe")),
    Case("unknown group of populations", cell(CODING, "LONES", "population_group", "smi"),
         ('"smi"', "an unknown group of populations; allowed: severe_mental_illness")),
    Case("unknown group of comparators", cell(CODING, "LONES", "comparator_group", "usual_service"),
         ('"usual_service"', "an unknown group of comparators", 'Did you mean "usual_services"?')),
    Case("trial without coding", without_row(CODING, "LONES"),
         ("ips_rcts.csv, trial_id (1)", '"LONES" in line 9', "a trial without coding")),
    Case("coding of an unknown trial", row(CODING, "LONES", trial_id="LONE"),
         ('"LONE" in line 34', "the coding of a trial that is not", 'Did you mean "LONES"?')),
    Case("trial coded twice", row(CODING, "LONES"),
         ('"LONES" in line 34', "a trial coded several times")),
    Case("coding without reason", cell(CODING, "LONES", "reason", ""),
         ("coding.csv, reason (1)", "nothing in line", "no value; allowed"), variant=True),
    Case("arms that do not add up", cell(ARMS, "R12", "events", "13", nth=1),
         ("arms.csv, events (2)", '"13" in line 3; "19" in line 4',
          "arms that do not add up to events_control")),
    Case("people of arms that do not add up", cell(ARMS, "R12", "n", "70"),
         ("arms.csv, n (1)", '"70" in line 2', "arms that do not add up to n_ips")),
    Case("arms of an unknown row", row(ARMS, "R12", row_id="R99"),
         ('"R99" in line 5', "arms of a row that is not in the file of comparisons")),
    Case("arms of a row without counts", row(ARMS, "R12", row_id="R36"),
         ('"R36" in line 5', "arms of a row without counts")),
    Case("arm twice", row(ARMS, "R12"), ("arm (2)", "an arm that stands twice in one row")),
    Case("unknown role", cell(ARMS, "R12", "role", "controls", nth=1),
         ('"controls" in line 3', "an unknown role of an arm", 'Did you mean "control"?')),
    Case("no arm of a role", cell(ARMS, "R12", "role", "control"),
         ("role (3)", "a row of arms without one that is active")),
    Case("events of an arm above its people", cell(ARMS, "R12", "events", "71"),
         ('"71 of 69" in line 2', "allowed: at most n")),
    Case("share for the count of an arm", cell(ARMS, "R12", "events", "73.9"),
         ('"73.9" in line 2', "a percentage or share where a count belongs"), variant=True),
    Case("country twice", row(COUNTRIES, "Norway"),
         ('"Norway" in line 9; "Norway" in line 14', "a country that stands in several rows")),
    Case("index above its scale", cell(COUNTRIES, "Norway", "epl_regular_2008", "22"),
         ('"22" in line 9', "above the maximum; allowed: 6 or less"), variant=True),
    Case("index below its scale", cell(COUNTRIES, "Norway", "epl_temporary_2008", "-1"),
         ('"-1" in line 9', "below the minimum; allowed: 0 or more"), variant=True),
    Case("unknown reading of a value", cell(COUNTRIES, "Norway", "verified", "recalled"),
         ('"recalled" in line 9', "an unknown word for how a value was read")),
    Case("amount in words", cell(AMOUNTS, "OSHIMA_2014", "ips_value", "many"),
         ('"many" in line 6', "not an amount as printed")),
    Case("deviation without a mean", cell(AMOUNTS, "JAECKEL_2025", "ips_value", ""),
         ("ips_sd (1)", '"13436.9" in line 15', "a standard deviation without ips_value")),
    Case("negative deviation", cell(AMOUNTS, "JAECKEL_2025", "control_sd", "-7871.4"),
         ('"-7871.4" in line 15', "below the minimum"), variant=True),
    Case("amount twice", row(AMOUNTS, "JAECKEL_2025"),
         ("outcome (2)", '"earnings" in line 15; "earnings" in line 21', "with the same note")),
)  # fmt: skip

NOTE_CASES = (
    Case("percentage that the counts do not give", cell(ROWS, "R09", "pct_ips_printed", "62.0"),
         ("62.0 printed, 60.81 counted", "that its counts do not give")),
    Case("percentages that the arms do not give",
         cell(ROWS, "R12", "pct_control_printed", "27.5 / 18.2"),
         ("27.5 / 18.2", "that the arms do not give in that order")),
    Case("percentages whose arms are not listed", lambda study: study.drop(ARMS),
         ("18.2 / 27.5", "several percentages whose arms are not listed")),
    Case("long quotation", cell(ROWS, "R15", "quote", "word " * 15 + "word"),
         ("a quotation of more than 15 words",)),
    Case("no address", cell(ROWS, "R15", "source_url", "a colleague"),
         ("a colleague", "a source that is not an address")),
    Case("address for a DOI", cell(ROWS, "R15", "doi", "https://doi.org/10.1016/S0140"),
         ("not a DOI",)),
    Case("DOI without a word on it", cell(ROWS, "R15", "doi_seen", ""),
         ("a DOI without a word on whether it was seen",)),
    Case("country without protection", without_row(COUNTRIES, "Norway"),
         ("Norway", "a country that the file of countries does not list")),
    Case("printed figure of an unknown trial",
         cell(PRINTED, "seed_12", "trial_id", "NOSUCH_TRIAL"),
         ("printed.csv", "NOSUCH_TRIAL", "a trial that is not in the file of comparisons; allowed: "
          "any, as figures of others are audited too")),
    Case("amount of an unknown trial", cell(AMOUNTS, "OSHIMA_2014", "trial_id", "OSHIMA_2013"),
         ("OSHIMA_2013", "a trial that is not in the file of comparisons", "OSHIMA_2014")),
)  # fmt: skip
