"""What the rows say of the Bayesian analysis and of new trials, in sentences."""

from ipsanalysis.plan.evidence import EvidencePlan
from ipsanalysis.tables.cell import Piece, Text, joined, say
from ipsanalysis.tables.evidence import names, shown
from ipsanalysis.tables.evidence.bayes import (
    beside,
    by_model,
    new_trial_rows,
    null_of,
    priors_told,
)
from ipsanalysis.tables.evidence.behind import class_warning, new_trial_priors_told
from ipsanalysis.tables.evidence.files import Evidence
from ipsanalysis.tables.evidence.measures import with_unit
from ipsanalysis.tables.labels import capital, listed
from ipsanalysis.tables.results import Result, Results

PROBABILITY = "posterior_probability"


def bayes_sentences(plan: EvidencePlan, results: Results) -> list[Text]:
    """Say what each Bayesian model finds of the mean and of a next trial."""
    rows = results.where(analysis="bayes", outcome=plan.headline.id)
    pooled = [row for row in rows if row.statistic.startswith("pooled_")]
    models = [row.method for row in sorted(pooled, key=by_model)]
    told = [_model([row for row in rows if row.method == name]) for name in models]
    return [say(priors_told(plan)), *told] if told else []


def _model(rows: list[Result]) -> Text:
    by = {(row.statistic.split("_")[0], row.subgroup): row for row in rows}
    pooled = by["pooled", ""]
    if not pooled.estimated:
        return say(f"{capital(shown.head(pooled))}: ", shown.estimate(pooled), ".")
    what = with_unit(pooled.statistic.removeprefix("pooled_"))
    parts = [say(f"mean {what} ", shown.with_kind(pooled))]
    predicted = by.get(("predicted", ""))
    if predicted and predicted.estimated:
        parts.append(say("in a next trial ", shown.limits(predicted), " (credible)"))
    chance = by.get(("posterior", "next trial"))
    if chance and chance.estimated:
        parts.append(
            say(
                f"a next trial's effect is above {null_of(chance)} with probability ",
                shown.estimate(chance),
            )
        )
    return say(f"{capital(shown.head(pooled))}: ", joined(parts, "; "), ".")


def made_up_sentence(own: Evidence) -> Text:
    """Name the studies whose people are made up where others are not.

    Args:
        own: The plan, result rows and published figures.

    Returns:
        The warning; empty when all studies are alike, for then the section is stamped, or not.
    """
    trials = own.plan.new_trials.trials if own.plan.new_trials else []
    status = {
        row.subgroup: row.data_status == "synthetic"
        for row in own.results.where(analysis="new_trial")
    }
    found = [trial.label for trial in trials if status.get(trial.study)]
    if not found or all(status.values()):
        return ()
    one = len(found) == 1
    its = "its" if one else "their"
    return say(
        f"SYNTHETIC: {listed(found)}. The people of {'this study' if one else 'these studies'} are "
        f"made up. A program wrote {its} raw files so that figures known from print come out. "
        f"{'It is' if one else 'They are'} not pooled with the published trials, and {its} numbers "
        "show how a new trial would be read, not what one found."
    )


def new_trial_sentences(own: Evidence) -> list[Text]:
    """Say of each study set among the trials what it shows alone, and with the others as prior."""
    asked = own.plan.new_trials
    named = names.published_names(own.files, own.results)
    found = []
    for trial in asked.trials if asked else []:
        rows = new_trial_rows(own.results, trial)
        crude = next((row for row in rows if row.statistic == "odds_ratio"), None)
        again = [row for row in rows if row.method.startswith("re-analysed")]
        if crude is None or not again:
            continue
        title = names.study_title(named, trial, own.results)
        found.append(_trial(own.results, title, crude, again, class_warning(own, trial)))
    return [say(new_trial_priors_told(own.plan)), *found] if found else []


def _trial(results: Results, title: str, crude: Result, again: list[Result], warning: str) -> Text:
    parts = [
        say(f"{_weight(row)}, ", shown.with_kind(row), *_chance(results, row))
        for row in again
        if row.estimated
    ]
    parts += _without_prior([row for row in again if not row.estimated])
    return say(
        f"{title}: odds ratio as counted ",
        shown.with_kind(crude),
        ". With the other trials as prior, at ",
        joined(parts, "; "),
        f". {warning}".rstrip(),
    )


def _without_prior(rows: list[Result]) -> list[Text]:
    """Say at which weights there is no result, by why."""
    by: dict[str, list[Result]] = {}
    for row in rows:
        by.setdefault(shown.reason(row), []).append(row)
    return [
        say(joined((say(Piece(text=_weight(row), key=row.key)) for row in some), ", "), f", {why}")
        for why, some in by.items()
    ]


def _weight(row: Result) -> str:
    """Return the weight of the vague part, which the method's name holds."""
    return row.method.removeprefix("re-analysed with ").split(",")[0]


def _chance(results: Results, row: Result) -> tuple[str | Text, ...]:
    chance = beside(results, row, PROBABILITY)
    if chance is None or not chance.estimated:
        return ()
    return (", above 1 with probability ", shown.estimate(chance))
