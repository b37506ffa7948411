"""Whatever stands in a cell of a meta-analysis' files, tables are made or faults are told."""

import re
import tempfile
from pathlib import Path

from evidence_study import LAYOUT, PLAN, TABLES, EvidenceStudy
from hypothesis import given, settings
from hypothesis import strategies as st

from ipsanalysis.errors import UserError
from ipsanalysis.evidence.choose import chosen_table
from ipsanalysis.evidence.gather import gather
from ipsanalysis.evidence.load import load_evidence
from ipsanalysis.evidence.settled import hold_pools
from ipsanalysis.raw.digest import digest

CELLS = [
    (holds, line, column)
    for holds, rows in TABLES.items()
    for line in range(len(rows))
    for column in range(len(rows[0]))
]
NASTY = (
    "", " ", "0", "-1", "1e400", "nan", "NaN", "9" * 30, "1/2", "/", "=1", "\u0661", "R01",
    "R06", "any_ce", "no_counts", "yes", "printed", "IPS_PAIN", "Norway", "50%", "0.5", "a" * 2000,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(CELLS), st.one_of(st.sampled_from(NASTY),
       st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20))),
       min_size=1, max_size=4))  # fmt: skip
def test_any_text_is_read_or_told(changes) -> None:
    study = EvidenceStudy()
    for (holds, line, column), text in changes:
        study.tables[holds][line][column] = text
    with tempfile.TemporaryDirectory() as folder:
        layout = study.write(Path(folder))
        made = gather(load_evidence(layout.raw, PLAN), PLAN, layout.raw)
    for account in made.accounts:
        assert account.rows_in == account.rows_kept + account.rows_rejected
    if made.errors:
        assert "allowed" in digest(made.errors, made.accounts)
        return
    counted = made.tables["comparisons"].dropna(subset=["n", "events"])
    assert (counted["events"] <= counted["n"]).all()
    try:
        hold_pools(PLAN, LAYOUT.plan, made.tables["comparisons"], made.places)
    except UserError as error:
        assert re.search("equally good|allowed: a row_id", str(error))
    else:
        chosen = chosen_table(PLAN.pools, made.tables["comparisons"])
        assert len(chosen) == len(PLAN.pools) * len(made.tables["comparisons"])
