"""A trial simulated from its description."""

import numpy as np

from ipsanalysis.simulate.answers import draw_answers
from ipsanalysis.simulate.description import Description
from ipsanalysis.simulate.people import draw_people
from ipsanalysis.simulate.records import draw_contacts, draw_monthly, draw_reviews
from ipsanalysis.simulate.trial import Clock, Trial
from ipsanalysis.simulate.work import draw_spells, meet_mean_hours


def simulate(told: Description) -> Trial:
    """Simulate a trial: the same description gives the same trial.

    Exact numbers (people in arms, groups and careers, answers, mean hours) are met by
    construction; everything else is drawn. Each part has its own stream of chance, so that a
    change in one leaves the others as they were.

    Args:
        told: The description.

    Returns:
        The trial.
    """
    names = ("people", "work", "answers", "contacts", "reviews", "monthly")
    seeds = np.random.SeedSequence(told.seed).spawn(len(names))
    chance = dict(zip(names, map(np.random.default_rng, seeds), strict=True))
    clock = Clock(months=told.follow_up.months, length=told.follow_up.length)
    people = draw_people(told, clock, chance["people"])
    spells = draw_spells(people, told.pay, clock, chance["work"])
    if told.mean_hours is not None:
        spells = meet_mean_hours(people, spells, told.mean_hours, clock)
    return Trial(
        clock=clock,
        people=people,
        spells=spells,
        answered=draw_answers(told, people, spells, clock, chance["answers"]),
        contacts=draw_contacts(told.contacts, people, chance["contacts"]) if told.contacts else (),
        reviews=draw_reviews(told.reviews, chance["reviews"]) if told.reviews else (),
        monthly=draw_monthly(told.monthly, people, spells, clock, chance["monthly"])
        if told.monthly
        else (),
    )
