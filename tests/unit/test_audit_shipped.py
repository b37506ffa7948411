"""The printed numbers that are shipped, and what the audit says of them."""

import csv
import re
import subprocess
import sys
from argparse import Namespace
from math import exp
from pathlib import Path

import numpy as np
import pytest

from ipsanalysis.audit.command import run
from ipsanalysis.audit.finding import DERIVED, PRINTED, findings_frame
from ipsanalysis.audit.findings import audited
from ipsanalysis.audit.non_events import totals_as_non_events
from ipsanalysis.audit.read import audit_items
from ipsanalysis.meta.effect_sizes import binary_effects
from ipsanalysis.meta.pooling import pool
from ipsanalysis.meta.trials import Tables
from ipsanalysis.raw.text import is_formula, neutral

EVIDENCE = Path(__file__).parents[2] / "data" / "raw" / "evidence"
ITEMS = audit_items(EVIDENCE / "printed.csv")
FINDINGS = audited(ITEMS)


def of(item, quantity):
    return next(x for x in FINDINGS if (x.item_id, x.quantity) == (item, quantity))


def wrong(item):
    return {x.quantity for x in FINDINGS if x.item_id == item and x.verdict == "inconsistent"}


def test_every_item_names_where_it_is_printed():
    assert len(ITEMS) > 50
    assert all(item.source.startswith(("doi:10.", "http")) for item in ITEMS)
    assert {x.item_id for x in FINDINGS} == {item.item_id for item in ITEMS}


def test_odds_ratio_of_two_outcomes_fits_one_of_them():
    assert wrong("lehman_any_work") == set()
    assert of("lehman_any_work", "counts").recomputed.startswith("47/113 v 12/106")
    assert wrong("lehman_competitive") == {"effect", "counts"}
    assert "4.4938 - 5.4005" in of("lehman_competitive", "effect").recomputed


def test_risk_ratio_that_no_split_of_up_to_219_people_gives():
    assert wrong("howard_12") == {"effect", "interval", "counts"}
    effect = of("howard_12", "effect")
    assert "1.6696 - 2.0730" in effect.recomputed
    assert "together 2 to 219" in effect.method


def test_interval_off_the_middle():
    assert wrong("ottomanelli_24") == {"symmetry"}
    symmetry = of("ottomanelli_24", "symmetry")
    assert symmetry.recomputed == "3.820"
    assert "1.07" in symmetry.explanation
    assert "cut off" not in symmetry.explanation  # 1.98 to 7.37 cut off is not about 2.81 either


def test_percentage_that_one_of_23_is_not():
    assert wrong("lones_6") == {"percent_control", "counts"}
    assert "11/22 v 1/23" in of("lones_6", "percent_control").explanation
    assert "4.35" in of("lones_6", "percent_control").recomputed


def test_percentage_of_75_people_that_none_give():
    assert wrong("latimer_12") == {"percent_control", "counts"}
    assert "18% is no k/75" in of("latimer_12", "percent_control").explanation
    assert of("latimer_12", "percent").verdict == "possible"


def test_percentage_rounded_twice():
    assert wrong("burns_18") == {"percent"}
    assert "85/156 = 54.49% prints 54" in of("burns_18", "percent").explanation
    assert of("burns_18", "interval").verdict == "consistent"
    assert of("burns_18", "interval").method == "Wald"


@pytest.mark.parametrize(
    ("item", "counts"),
    [
        ("seed_12", "22/46 v 3/37"),
        ("seed_12_review", "22/46 v 3/37"),
        ("davis_2012_12", "32/42 v 12/43"),
        ("davis_2012_nnt", "32/42 v 12/43"),
        ("davis_2012_review", "32/42 v 12/43"),
        ("pain_12", "19/36 v 7/18"),
        ("hekta_18", "36/91 v 33/96"),
        ("oshima_6", "8/18 v 2/19"),
        ("tsang_39", "40/65 v 4/66"),
        ("bejerholm_ies_12", "14/33 v 1/25"),
        ("bond_justice_12", "13/42 v 3/43"),
        ("poremski_8", "15/44 v 9/41"),
        ("mueser_psr", "51/69 v 12/66"),
        ("young_18", "40/49 v 25/60"),
    ],
)
def test_good_items_have_one_table(item, counts):
    assert wrong(item) == set()
    assert of(item, "counts").recomputed == counts
    assert "unique" in of(item, "counts").explanation


def test_p_value_of_one_trial_is_that_of_n_minus_1():
    assert "(N-1)" in of("oshima_6", "p").explanation
    assert "Pearson 0.0202" in of("oshima_6", "p").recomputed


def test_odds_ratio_in_order_and_interval_one_digit_off():
    """The lower limit is 2.2875, printed 2.28; no crude table prints what is printed."""
    assert {of("wong_18", name).verdict for name in ("percent", "percent_control", "effect")} == {
        "possible"
    }
    assert wrong("wong_18") == {"interval", "symmetry", "counts"}
    assert "cut off and not rounded" in of("wong_18", "interval").explanation
    assert "wrong, a limit was cut off and not rounded, or" in of("wong_18", "symmetry").explanation


def test_printed_counts_give_their_percentages_but_the_odds_ratio_is_not_crude():
    for name in ("percent", "percent_control", "symmetry"):
        assert of("hellstrom_24", name).verdict == "consistent"
    assert wrong("hellstrom_24") == {"effect", "interval", "p"}
    assert "nothing says whether it is adjusted" in of("hellstrom_24", "effect").explanation


def test_adjusted_effect_is_left_alone():
    for name in ("effect", "interval"):
        assert of("hekta_18", name).verdict == "not_checkable"


def test_no_other_item_is_inconsistent():
    told = {x.item_id for x in FINDINGS if x.verdict == "inconsistent"}
    assert told == {
        "lehman_competitive", "howard_12", "ottomanelli_24", "lones_6", "latimer_12", "burns_18",
        "burns_dropout", "bejerholm_18", "wong_18", "hellstrom_24",
    }  # fmt: skip
    for item in ("burns_dropout", "bejerholm_18"):
        assert "about the rounded effect" in of(item, "interval").explanation


def test_no_cell_is_a_formula():
    with (EVIDENCE / "printed.csv").open(encoding="utf-8", newline="") as file:
        assert not [cell for row in csv.reader(file) for cell in row if is_formula(cell)]
    frame = findings_frame(FINDINGS)
    assert neutral(frame) is frame


def test_command_prints_the_account(capsys):
    assert run(Namespace(file=str(EVIDENCE / "printed.csv"))) == 0
    text = capsys.readouterr().out
    assert "INCONSISTENT: control percentage, printed 18. 18% is no k/75" in text
    assert "85/156 = 54.49% prints 54" in text
    printed = sum(x.quantity in PRINTED for x in FINDINGS)
    derived = sum(x.quantity in DERIVED for x in FINDINGS)
    assert printed + derived == len(FINDINGS)
    last = text.splitlines()[-3:]
    assert last[0].startswith(f"{len(ITEMS)} items, {printed} printed figures: ")
    assert last[1].startswith(
        f"Beside them {derived} derived checks (symmetry of intervals, possible counts): "
    )
    counts = [int(word) for line in last[:2] for word in re.findall(r"(\d+) [a-z ]+[,.]", line)]
    assert sum(counts[1:]) == len(FINDINGS)
    assert last[2] == "Items with something inconsistent: 10."


def test_audit_needs_no_heavy_imports():
    code = (
        "import sys; from argparse import Namespace; from ipsanalysis.audit.command import run;"
        f"run(Namespace(file={str(EVIDENCE / 'printed.csv')!r}));"
        "assert not {'pandas', 'matplotlib', 'scipy.stats'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_totals_taken_as_non_events_bring_2_43_to_1_88():
    with (EVIDENCE / "ips_rcts.csv").open(encoding="utf-8", newline="") as file:
        rows = [x for x in csv.DictReader(file) if x["ma_primary"] == "yes" and x["events_ips"]]
    names = ("events_ips", "n_ips", "events_control", "n_control")
    a, n, c, m = (np.array([int(row[name]) for row in rows]) for name in names)
    right = Tables(events=a, n=n, events_control=c, n_control=m)
    assert right.k == 21
    for tables, ratio in ((right, "2.43"), (totals_as_non_events(right), "1.88")):
        effects = binary_effects(tables, "risk_ratio").effects
        pooled = pool(effects, model="random", method="REML", test="wald_z", level=0.95)
        assert f"{exp(pooled.coefficient):.2f}" == ratio
