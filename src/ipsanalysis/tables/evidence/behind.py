"""The trials behind the prior of a new trial: which classes of outcome they have."""

from collections import Counter
from math import exp

from ipsanalysis.plan.evidence import EvidencePlan, NewTrial
from ipsanalysis.stats.estimate import normal_quantile
from ipsanalysis.tables.evidence import names
from ipsanalysis.tables.evidence.files import Evidence, cell
from ipsanalysis.tables.evidence.prior_words import prior_words
from ipsanalysis.tables.format import ratio
from ipsanalysis.tables.labels import listed


def classes_behind(own: Evidence, trial: NewTrial) -> Counter[str]:
    """Count the trials behind the prior of a new trial by their class of outcome.

    Args:
        own: The plan, result rows and published figures.
        trial: The new trial; its result rows name the pool that its prior is made of.

    Returns:
        Class of outcome: trials of the pool but the new trial's own; empty without result rows.
    """
    row = own.results.first(analysis="new_trial", subgroup=trial.study)
    rows = own.files.entered(row.outcome) if row else []
    return Counter(
        cell(record, "outcome_class")
        for record in rows
        if cell(record, "trial_id") != trial.trial_id
    )


def class_warning(own: Evidence, trial: NewTrial) -> str:
    """Say which classes of outcome a prior is made of, where they are not all the new trial's.

    Args:
        own: The plan, result rows and published figures.
        trial: The new trial.

    Returns:
        Two sentences; empty when every trial behind the prior has the new trial's class, and when
        the other trials give no prior.
    """
    found, mine = classes_behind(own, trial), trial.outcome_class
    if set(found) <= {mine} or not _has_prior(own, trial):
        return ""
    labels = own.plan.outcome_classes
    same = found.pop(mine, 0)
    others = listed(
        f"{number} {_is(number)} of the class \N{LEFT DOUBLE QUOTATION MARK}"
        f"{labels.get(name, name)}\N{RIGHT DOUBLE QUOTATION MARK}"
        for name, number in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    )
    total = same + sum(found.values())
    return (
        f"Its outcome is of the class \N{LEFT DOUBLE QUOTATION MARK}{labels.get(mine, mine)}"
        f"\N{RIGHT DOUBLE QUOTATION MARK}. Of the {total} {'trial' if total == 1 else 'trials'} "
        f"behind its prior {f'{same} {_is(same)}' if same else 'none is'} of that class, and "
        f"{others}, so the prior may be too large or too small for it."
    )


def _has_prior(own: Evidence, trial: NewTrial) -> bool:
    weights = own.results.where(
        analysis="new_trial", subgroup=trial.study, statistic="vague_weight", estimated=True
    )
    return any(row.estimate < 1 for row in weights)


def _is(number: int) -> str:
    return "is" if number == 1 else "are"


def class_warnings(own: Evidence) -> list[str]:
    """Return the warning of each new trial that needs one, under its name."""
    asked = own.plan.new_trials
    named = names.published_names(own.files, own.results)
    told = [
        (names.study_title(named, trial, own.results), class_warning(own, trial))
        for trial in (asked.trials if asked else [])
    ]
    return [f"{title}: {warning}" for title, warning in told if warning]


def new_trial_priors_told(plan: EvidencePlan) -> str:
    """Return the two parts of a new trial's prior in sentences; empty without new trials."""
    if plan.new_trials is None or plan.bayes is None:
        return ""
    vague, z = plan.new_trials.vague, normal_quantile(plan.ci_level)
    low, high = (ratio(exp(vague.mean + sign * z * vague.sd)) for sign in (-1, 1))
    return (
        "What the other trials lead one to expect is the predictive distribution of the "
        "binomial-normal model, with a prior of tau that is "
        f"{prior_words(plan.bayes.tau[0])}. The vague part, on the log odds ratio, is "
        f"{prior_words(vague)}: odds ratios with a median of {ratio(exp(vague.mean))} and "
        f"{plan.ci_level * 100:g}% of it between {low} and {high}."
    )
