"""Ways to break the dictionary of raw files."""

from pathlib import Path

from raw_case import REMOVE, Case, key
from raw_study import RawStudy


def _text(change):
    def breaks(study: RawStudy) -> None:
        study.dictionary_text = change

    return breaks


def _package(name: str, value: object):
    def breaks(study: RawStudy) -> None:
        study.dictionary[name] = value

    return breaks


def _absent(study: RawStudy) -> None:
    study.after = lambda folder: (folder / "datapackage.json").unlink()


def _link(study: RawStudy) -> None:
    def swap(folder: Path) -> None:
        outside = folder.parents[2] / "elsewhere.csv"
        (folder / "rossi.csv").rename(outside)
        (folder / "rossi.csv").symlink_to(outside)

    study.after = swap


def _field_twice(study: RawStudy) -> None:
    study.fields.append(dict(study.described("age")))


def _rename_key(study: RawStudy) -> None:
    age = study.described("age")
    age["titel"] = age.pop("title")


def _misspelt_constraint(study: RawStudy) -> None:
    study.described("age")["constraints"]["minimun"] = 1


def _two_files(study: RawStudy) -> None:
    study.dictionary["resources"].append(study.file)


C = "canonical."
EMPLOYED = C + "person_periods.employed"
FIN = C + "participants.arm"
END = C + "follow_up.end_reason"

DICTIONARY_CASES = (
    Case("no dictionary", _absent, ("datapackage.json", "no such file", "needs a dictionary")),
    Case("not JSON", _text(lambda x: x.replace('"name": "life",', '"name": "life"')),
         ("datapackage.json, line 4", "not JSON", "Mend the line")),
    Case("not a number", _text(lambda x: x.replace('"minimum": 15', '"minimum": NaN')),
         ("not JSON", "NaN", "finite numbers")),
    Case("key twice", _text(lambda x: x.replace('"name": "life",', '"name": "life", "name": "a",')),
         ("line 3, name", "twice", "Remove one")),
    Case("dictionary too large", _text(lambda x: x + " " * 1_000_000),
         ("allowed: at most 1000000", "descriptions only")),
    Case("other study", _package("name", "other"), ("name", 'found "other"', 'allowed: "life"')),
    Case("a file twice", _two_files,
         ("resources.1.path", 'as in resources.0', "a different path for each file")),
    Case("no licence", _package("licenses", []), ("licenses", "found an empty list", "at least 1")),
    Case("key misspelt", _rename_key,
         ("resources.0.schema.fields.3.titel", 'Did you mean "title"?', "Rename or remove")),
    Case("constraint misspelt", _misspelt_constraint,
         ("fields.3.constraints.minimun", 'Did you mean "minimum"?')),
    Case("unknown type", key("schema.fields.3.type", "int"),
         ("fields.3.type", 'found "int"', "string, integer, number, date", "integer")),
    Case("text for a number", key("bytes", "89087"), ("bytes", 'found "89087"', "a whole number")),
    Case("other encoding", key("encoding", "latin1"),
         ("encoding", '"latin1"', "utf-8, iso-8859-1")),
    Case("key missing", key("hash", REMOVE), ("resources.0.hash", "found nothing", "Add this key")),
    Case("no checksum", key("hash", "md5:abc"),
         ("resources.0.hash", '"md5:abc"', "allowed: sha256:", "Run sha256sum")),
    Case("path up", key("path", "../../secret.csv"),
         ("resources.0.path", '"../../secret.csv"', "does not leave")),
    Case("absolute path", key("path", "/etc/passwd"),
         ("resources.0.path", '"/etc/passwd"', "not an absolute one")),
    Case("address", key("path", "https://example.org/rossi.csv"),
         ("resources.0.path", "https://example.org", "Nothing is read from a network")),
    Case("link out of the folder", _link,
         ("resources.0.path", '"rossi.csv" is a link that leaves', "Put the file itself there")),
    Case("code in a string", key(EMPLOYED + ".pattern", "{__import__('os').system('touch x')}"),
         ("person_periods.employed.pattern", "__import__", "allowed: a name with {week} once")),
    Case("field twice", _field_twice,
         ("schema.fields", '"age" is described 2 times', "Remove one")),
    Case("limits of text", key("schema.fields.4.constraints.minimum", 1),
         ("fields.4.constraints", '"race" holds a string', "only numbers have limits")),
    Case("limits crossed", key("schema.fields.3.constraints.minimum", 120),
         ("fields.3.constraints", "minimum 120 is above maximum 100")),
    Case("enum of the wrong type", key("schema.fields.1.constraints.enum", ["0", "1"]),
         ("fields.1.constraints.enum", '"arrest" holds integer', '"0" is not one')),
    Case("arm column unknown", key(FIN + ".column", "finn"),
         ("participants.arm.column", 'found "finn"', "columns of the file", 'Did you mean "fin"?')),
    Case("arm code not in enum", key(FIN + ".values", {"yes": "aid", "none": "no_aid"}),
         ("participants.arm.values", '"none" of the column "fin" is here but not in enum')),
    Case("enum not coded", key(FIN + ".values", {"no": "no_aid"}),
         ("arm.values", '"yes" of the column "fin" is in enum but not here',
          'the arm "aid" of the plan has no value here')),
    Case("arm unknown to the plan", key(FIN + ".values", {"yes": "aids", "no": "no_aid"}),
         ("arm.values.yes", 'found "aids"', "arms of the plan (aid, no_aid)", 'mean "aid"')),
    Case("person column unknown", key(C + "participants.person", "pid"),
         ("participants.person", 'found "pid"', "columns of the file (week")),
    Case("covariate not mapped", key(C + "participants.covariates.age", REMOVE),
         ("participants.covariates", 'the covariate "age" of the plan is not here')),
    Case("covariate column unknown", key(C + "participants.covariates.age", "ages"),
         ("covariates.age", 'found "ages"', 'Did you mean "age"?')),
    Case("continuous covariate of text", key(C + "participants.covariates.age", "race"),
         ("covariates.age", '"race" holds a string', "integer or number")),
    Case("no follow-up", key(C + "follow_up", None),
         ("canonical.follow_up", "found null", "the event arrested")),
    Case("end of follow-up unknown", key(C + "follow_up.observed_until", "weeks"),
         ("follow_up.observed_until", 'found "weeks"', 'Did you mean "week"?')),
    Case("end of follow-up is text", key(C + "follow_up.observed_until", "race"),
         ("follow_up.observed_until", 'the type of "race" must be integer')),
    Case("reason unknown to the plan", key(END + ".values", {"0": "complete", "1": "arrested"}),
         ("end_reason.values.0", 'found "complete"', 'Did you mean "completed"?')),
    Case("event not coded", key(END + ".values", {"0": "completed", "1": "completed"}),
         ("follow_up.end_reason", 'the event "arrested" of the plan has no value here')),
    Case("pattern beyond the columns", key(EMPLOYED + ".pattern", "empl{week}"),
         ("person_periods.employed", '"empl1" and 51 more', "does not describe", 'mean "emp1"?')),
    Case("pattern beyond follow-up", key(EMPLOYED + ".last", 60),
         ("person_periods.employed", "found the period 53; allowed: 1 to 52")),
    Case("pattern of months", key(EMPLOYED + ".pattern", "emp{month}"),
         ("employed.pattern", '"emp{month}"', "{week} once, the unit of the plan")),
    Case("pattern too short", key(EMPLOYED + ".last", 51),
         ("person_periods.employed", 'the outcome "employed_week_52" needs week 52')),
    Case("pattern backwards", key(EMPLOYED + ".first", 53), ("first is above last",)),
    Case("pattern and columns", key(EMPLOYED + ".columns", {"1": "emp1"}),
         ("person_periods.employed", "pattern, first and last together, or columns alone")),
    Case("outcome without a source", key(C + "person_periods", {}),
         ("canonical.person_periods", 'the outcome "employed_week_52" needs "employed" here')),
    Case("status coded by text", key(EMPLOYED + ".values", {"yes": "true", "no": "false"}),
         ("employed.values.yes", 'found "true"', "true or false")),
)  # fmt: skip
