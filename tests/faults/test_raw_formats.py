"""Every kind of broken file of each format: one error that says where, what and what to do."""

import pytest
from raw_format_cases import FORMAT_CASES

from ipsanalysis.raw.fault import fault_frame, withhold

RENAMED = ("renamed column in Parquet",)


@pytest.mark.parametrize("case", FORMAT_CASES, ids=lambda case: case.name)
def test_broken_file_is_told_plainly(case, tmp_path):
    study = case.study()
    case.breaks(study)
    read = study.read(tmp_path)
    errors = [fault for fault in read.faults if fault.level == "error"]
    fault = errors[0]
    assert len(errors) == (2 if case.name in RENAMED else 1), errors
    assert fault.file.partition(" [")[0] == (tmp_path / study.path).as_posix()
    assert fault.column == case.column
    assert (None if fault.rows is None else tuple(fault.rows.tolist())) == case.rows
    if case.name != "archive bomb":
        assert tuple(fault.values) == case.values
    assert case.rule in fault.rule
    assert "; allowed: " in fault.rule
    assert case.action in fault.action + "".join(fault.hints)
    assert len(fault_frame(read.faults)) == sum(x.count for x in read.faults)


def test_a_confidential_workbook_tells_how_many_sheets_it_has_but_not_their_names(tmp_path):
    case = next(case for case in FORMAT_CASES if case.name == "wrong sheet")
    study = case.study()
    case.breaks(study)
    (fault,) = withhold(study.read(tmp_path).faults)
    assert fault.values == ("sheets of other names, 2 in all",)
    assert fault.hints == ()


def test_no_two_cases_have_one_name():
    assert len({case.name for case in FORMAT_CASES}) == len(FORMAT_CASES) >= 60
