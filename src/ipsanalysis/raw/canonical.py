"""The seven canonical tables from raw files without faults."""

from collections.abc import Sequence

from ipsanalysis.plan.study import Plan
from ipsanalysis.raw.people import Linked, People
from ipsanalysis.raw.read import ReadFile
from ipsanalysis.raw.tables.assessments import assessments
from ipsanalysis.raw.tables.contacts import contacts
from ipsanalysis.raw.tables.follow_up import Ends, follow_up
from ipsanalysis.raw.tables.job_spells import job_spells
from ipsanalysis.raw.tables.made import Made
from ipsanalysis.raw.tables.participants import participants
from ipsanalysis.raw.tables.person_periods import person_periods, window
from ipsanalysis.raw.tables.reviews import reviews


def canonical_tables(
    read: Sequence[ReadFile], people: People, files: Sequence[Linked], ends: Ends, plan: Plan
) -> dict[str, Made]:
    """Return the canonical tables of a study, empty where no file feeds them.

    Args:
        read: Every file.
        people: The people randomised.
        files: Every file with rows of people.
        ends: End of observation of each person.
        plan: The study's plan.

    Returns:
        Name: table, with the rows of the files it was made of.
    """
    observed = window(people, ends, plan)
    return {
        "participants": participants(people, files, plan),
        "follow_up": follow_up(people, ends, files),
        "person_periods": person_periods(people, files, observed, plan),
        "job_spells": job_spells(people, files, ends),
        "assessments": assessments(people, files, plan),
        "contacts": contacts(people, files),
        "reviews": reviews(read),
    }
