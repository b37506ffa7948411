"""The columns of the files of a meta-analysis: their names are fixed, so no plan maps them."""

from dataclasses import dataclass
from typing import Literal

from ipsanalysis.audit import columns as printed

Holds = Literal["comparisons", "arms", "coding", "countries", "continuous", "printed"]
Kind = Literal["string", "integer", "number"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """One column.

    Attributes:
        kind: What its cells hold.
        required: Whether every row needs a value.
        minimum: The smallest number that makes sense.
        maximum: The largest.
        optional: Whether a file may be without the column.
    """

    kind: Kind = "string"
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    optional: bool = False


TEXT = Fixed()
WORD = Fixed(required=True)
NUMBER = Fixed(kind="number")
YEAR = Fixed(kind="integer", required=True, minimum=1900, maximum=2100)
MONTHS = Fixed(kind="number", required=True, minimum=0, maximum=600)
PEOPLE = Fixed(kind="integer", minimum=1)
EVENTS = Fixed(kind="integer", minimum=0)
INDEX = Fixed(kind="number", minimum=0, maximum=6)
CHARACTERISTIC = Fixed(kind="number", optional=True)

COMPARISONS = {
    "row_id": WORD,
    "trial_id": WORD,
    "first_author": WORD,
    "year": YEAR,
    "country": WORD,
    "population": WORD,
    "comparator": WORD,
    "follow_up_months": MONTHS,
    "n_ips": PEOPLE,
    "events_ips": EVENTS,
    "n_control": PEOPLE,
    "events_control": EVENTS,
    "pct_ips_printed": TEXT,
    "pct_control_printed": TEXT,
    "outcome_definition": WORD,
    "outcome_class": WORD,
    "ma_primary": WORD,
    "count_basis": WORD,
    "doi": TEXT,
    "doi_seen": TEXT,
    "verified": WORD,
    "quote": TEXT,
    "source_url": WORD,
    "notes": TEXT,
}
ARMS = {
    "row_id": WORD,
    "arm": WORD,
    "role": WORD,
    "events": Fixed(kind="integer", required=True, minimum=0),
    "n": Fixed(kind="integer", required=True, minimum=1),
    "note": TEXT,
}
CODING = {
    "trial_id": WORD,
    "region": WORD,
    "population_group": WORD,
    "comparator_group": TEXT,
    "reason": WORD,
    "fidelity": CHARACTERISTIC,
    "unemployment": Fixed(kind="number", minimum=0, maximum=100, optional=True),
}
COUNTRIES = {
    "country": WORD,
    "epl_regular_2008": INDEX,
    "epl_temporary_2008": INDEX,
    "verified": WORD,
    "source": WORD,
}
CONTINUOUS = {
    "trial_id": WORD,
    "outcome": WORD,
    "unit": WORD,
    "ips_value": TEXT,
    "ips_sd": NUMBER,
    "control_value": TEXT,
    "control_sd": NUMBER,
    "effect": TEXT,
    "effect_type": TEXT,
    "population_base": TEXT,
    "verified": WORD,
    "source_url": WORD,
    "note": TEXT,
}
PRINTED = {
    name: Fixed(
        kind="integer" if name in printed.COUNTS else "string", required=name in printed.REQUIRED
    )
    for name in printed.COLUMNS
}
TABLES: dict[Holds, dict[str, Fixed]] = {
    "comparisons": COMPARISONS,
    "arms": ARMS,
    "coding": CODING,
    "countries": COUNTRIES,
    "continuous": CONTINUOUS,
    "printed": PRINTED,
}
NEEDED: tuple[Holds, ...] = ("comparisons", "coding")
OF_ARMS = {
    "active": ("n_ips", "events_ips", "pct_ips_printed"),
    "control": ("n_control", "events_control", "pct_control_printed"),
}
COUNTS = ("n_ips", "events_ips", "n_control", "events_control")
USES = {
    "yes": "primary",
    "sensitivity": "sensitivity",
    "no": "not_pooled",
    "no_counts": "no_counts",
}
ROLES = ("active", "control")
SEEN = ("fulltext", "abstract", "secondary")
READ = ("table", "memory")
DOI_SEEN = ("yes", "memory")
