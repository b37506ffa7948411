"""However a raw file is mangled: no traceback, the account closes, every error has a place."""

import copy
import hashlib
import sys
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "faults"))

from raw_study import COLUMNS, PLAN, RawStudy, small

from ipsanalysis.errors import UserError
from ipsanalysis.raw.clean import clean
from ipsanalysis.raw.cleaned import Cleaned
from ipsanalysis.raw.dictionary import Package
from ipsanalysis.raw.fault import fault_frame
from ipsanalysis.raw.load import load_package

WHOLE_FILE = (
    "the size is not", "the checksum is not", "the file is empty", "another encoding",
    "not a text file", "lines end in carriage", "the first line is not", "there is a header but",
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", " ", "NA", "-1", "53", "1e9", "=cmd()", "27,5", '"', '""', "１", "\u200b", "\x00",
         "yes", "Yes ", "inf", "0", "1", "no", ",", "\n", "\r", "\r\n", "9" * 30, "\ud7ff"]
    ),
)  # fmt: skip


def cleaned(data: bytes, folder: Path) -> Cleaned:
    result = run(small(), data, folder)
    hold(result, data)
    return result


def run(study: RawStudy, data: bytes, folder: Path) -> Cleaned:
    (folder / "rossi.csv").write_bytes(data)
    study.file["bytes"] = len(data)
    study.file["hash"] = "sha256:" + hashlib.sha256(data).hexdigest()
    return clean(Package.model_validate(study.dictionary), PLAN, folder)


def hold(result: Cleaned, data: bytes) -> None:
    (account,) = result.accounts
    assert account.rows_in == account.rows_kept + account.rows_rejected + account.rows_merged
    assert bool(result.tables) == (not result.errors)
    for fault in result.errors:
        assert fault.rule
        assert fault.action
        if fault.rows is None:
            assert fault.column in COLUMNS or fault.rule.startswith(WHOLE_FILE)
        else:
            assert len(fault.rows)
            assert fault.rows.min() >= 1
            assert fault.rows.max() <= data.count(b"\n") + 1
    assert len(fault_frame(result.faults)) == sum(fault.count for fault in result.faults)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 61), TEXTS), max_size=8))
def test_mangled_cells(tmp_path, changes):
    study = small()
    for line, position, text in changes:
        study.lines[line][position] = text
    cleaned(study.data(), tmp_path)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 40), st.binary(max_size=6)), max_size=6)
)
def test_mangled_bytes(tmp_path, changes):
    data = small().data()
    for start, length, new in changes:
        data = data[:start] + new + data[start + length :]
    cleaned(data, tmp_path)


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=200))
def test_any_bytes_at_all(tmp_path, data):
    cleaned(data, tmp_path)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_order_of_rows_and_columns_does_not_matter(tmp_path, seed):
    rng = np.random.default_rng(seed)
    study = small()
    study.lines += copy.deepcopy(study.lines[3:5])
    plain = tables(study, tmp_path)
    rows = study.lines[1:]
    rng.shuffle(rows)
    order = list(range(62))
    rng.shuffle(order)
    study.lines = [[line[i] for i in order] for line in [study.lines[0], *rows]]
    shuffled = tables(study, tmp_path)
    for name, table in plain.items():
        assert table.equals(shuffled[name])


PLACES = [
    ("resources", 0, *path)
    for path in (
        ("path",), ("hash",), ("bytes",), ("encoding",), ("dialect",), ("schema",), ("canonical",),
        ("schema", "fields"), ("schema", "fields", 3), ("schema", "fields", 3, "name"),
        ("schema", "fields", 3, "constraints"), ("schema", "fields", 3, "constraints", "enum"),
        ("schema", "missingValues"), ("canonical", "participants"), ("canonical", "follow_up"),
        ("canonical", "participants", "arm"), ("canonical", "participants", "arm", "values"),
        ("canonical", "participants", "covariates"), ("canonical", "follow_up", "end_reason"),
        ("canonical", "person_periods"), ("canonical", "person_periods", "employed"),
        ("canonical", "person_periods", "employed", "pattern"),
        ("canonical", "person_periods", "employed", "columns"),
        ("canonical", "person_periods", "employed", "last"),
    )
]  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(PLACES), JSON), min_size=1, max_size=2))
def test_mangled_dictionaries(tmp_path_factory, changes):
    study = small()
    study.rehash = False
    for path, value in changes:
        node = study.dictionary
        try:
            for part in path[:-1]:
                node = node[part]
            node[path[-1]] = value
        except (KeyError, TypeError, IndexError):
            continue
    layout = study.write(tmp_path_factory.mktemp("study"))
    try:
        result = clean(load_package(layout.raw, PLAN), PLAN, layout.raw)
    except UserError as error:
        assert "datapackage.json" in str(error)
    else:
        hold(result, study.data())


def tables(study: RawStudy, folder: Path) -> dict:
    result = run(study, study.data(), folder)
    assert not result.faults
    return result.tables
