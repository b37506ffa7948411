"""A trial of six people, small enough to check every derived value by hand.

Weeks 1 to 4; `x` no work, `w` work, nothing when not observed.

person  arm      weeks   observation ended
1       aid      wwww    completed
2       aid      xxxx    completed
3       aid      xw      arrested in week 2 (a job and the arrest in the same week)
4       no_aid   xx      arrested in week 2
5       no_aid   xxw     withdrew after week 3
6       no_aid   xx      withdrew after week 2
"""

import pandas as pd

from ipsanalysis.derive.trial import Trial

WEEKS = {1: "wwww", 2: "xxxx", 3: "xw", 4: "xx", 5: "xxw", 6: "xx"}
ARMS = ["aid", "aid", "aid", "no_aid", "no_aid", "no_aid"]
ENDS = ["completed", "completed", "arrested", "arrested", "withdrew", "withdrew"]


def small_trial() -> Trial:
    """Return the canonical tables of the six people."""
    person = list(WEEKS)
    periods = [
        (who, week, status == "w")
        for who, weeks in WEEKS.items()
        for week, status in enumerate(weeks, start=1)
    ]
    return Trial(
        participants=pd.DataFrame({"person": person, "arm": ARMS}),
        follow_up=pd.DataFrame(
            {
                "person": person,
                "observed_from": 0,
                "observed_until": [len(weeks) for weeks in WEEKS.values()],
                "end_reason": ENDS,
            }
        ),
        person_periods=pd.DataFrame(periods, columns=["person", "period", "employed"]),
    )
