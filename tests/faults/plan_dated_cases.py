"""Faults of plans with dates, job spells, visits and several kinds of outcome."""

from plan_edits import Fault, put, under, within

COMPOSITE = "{died: composite, retired: composite}"
AT_RISK = "{died: while_at_risk, retired: while_at_risk}"
SPELLS = "{table: job_spells, kinds: [competitive]}"

DATED_FAULTS: list[Fault] = [
    # follow-up and visits
    (
        "weeks beside dates",
        put("unit: month,", "unit: week,"),
        "LINE, follow_up.unit",
        ['found "week" beside follow_up.months', "allowed: month"],
    ),
    (
        "months counted in another way",
        put("months: anniversary", "months: aniversary"),
        "LINE, follow_up.months",
        ['Did you mean "anniversary"?', "calendar"],
    ),
    (
        "visit defined twice",
        put("{id: month_12, label: Month 12,", "{id: month_6, label: Month 12,"),
        "LINE, visits.2.id",
        ['found "month_6", as in visits.1', "visits"],
    ),
    (
        "visit label twice",
        put("label: Month 12, at: 12", "label: month 6, at: 12"),
        "LINE, visits.2.label",
        ["as in visits.1"],
    ),
    (
        "visits out of order",
        put("label: Month 12, at: 12", "label: Month 12, at: 5"),
        "LINE, visits.2.at",
        ["found 5 after 6", "Sort"],
    ),
    (
        "visit before the start",
        put("label: Start, at: 0", "label: Start, at: -1"),
        "LINE, visits.0.at",
        ["found the number -1", "from 0"],
    ),
    (
        "visit without a time",
        put("label: Start, at: 0", "label: Start"),
        "visits.0.at",
        ["found nothing", "Add this key"],
    ),
    (
        "answers at a visit that is none",
        within("outcomes", "id: plan_made", "visit: month_6", "visit: month_9"),
        "LINE, outcomes.6.source.visit",
        ['found "month_9"', 'Did you mean "month_6"?', "visits"],
    ),
    (
        "arm that shares its name with the results",
        put("- {id: usual,", "- {id: all,"),
        "LINE, arms.1.id",
        ["any name but all", "all arms together"],
    ),
    (
        "covariate named as the date of randomisation",
        put("{id: pension, label: Pension", "{id: randomised, label: Pension"),
        "LINE, covariates.2.id",
        ["any name but person, arm, randomised"],
    ),
    (
        "treatment received in other words",
        put("received: contact", "received: contacts"),
        "LINE, arms.0.received",
        ['Did you mean "contact"?'],
    ),
    # without dates
    (
        "contacts without dates",
        put(", months: anniversary", ""),
        "arms.0.received",
        ["found contact without follow_up.months", "Add months"],
    ),
    (
        "spells without dates",
        put(", months: anniversary", ""),
        "outcomes.0.source.table",
        ["found job_spells without follow_up.months", "followed by date"],
    ),
    (
        "states of spells without dates",
        put(", months: anniversary", ""),
        "states.of.0.source.table",
        ["found job_spells without follow_up.months"],
    ),
    (
        "industries without dates",
        put(", months: anniversary", ""),
        ", industries_worked_in.source.table",
        ["found job_spells without follow_up.months"],
    ),
    # sources
    (
        "kind of work twice",
        put("kinds: [competitive, other_paid]", "kinds: [competitive, competitive]"),
        "LINE, outcomes.3.source.kinds",
        ['found "competitive" 2 times', "once"],
    ),
    (
        "kind of work misspelt",
        put("kinds: [competitive, other_paid]", "kinds: [competitive, other_payed]"),
        "LINE, outcomes.3.source.kinds.1",
        ['Did you mean "other_paid"?', "voluntary"],
    ),
    (
        "no kind of work",
        put("kinds: [competitive, other_paid]", "kinds: []"),
        "LINE, outcomes.3.source.kinds",
        ["found an empty list", "at least 1"],
    ),
    (
        "table of a status that holds none",
        put(SPELLS, "{table: contacts}"),
        "LINE, outcomes.0.source.table",
        ['found "contacts"', "allowed: job_spells, person_periods"],
    ),
    (
        "table not named",
        put(SPELLS, "{kinds: [competitive]}"),
        "outcomes.0.source.table",
        ["found nothing", "allowed: job_spells, person_periods"],
    ),
    (
        "source in one word",
        put(SPELLS, "job_spells"),
        "LINE, outcomes.0.source",
        ['found "job_spells"', "table: job_spells, person_periods"],
    ),
    (
        "sustained work from periods",
        put("{table: job_spells, kinds: [competitive, other_paid]}", "{table: person_periods}"),
        "LINE, outcomes.3.source.table",
        ['found "person_periods"', "allowed: job_spells"],
    ),
    (
        "key of another table",
        put(SPELLS, "{table: job_spells, column: employed}"),
        "LINE, outcomes.0.source.column",
        ['found the key "column"', "table, kinds"],
    ),
    # kinds of outcome
    (
        "answer with yes and above",
        put('yes: ["1", "2"]', 'yes: ["1"]\n    above: 2'),
        "outcomes.6.above",
        ["found yes and above", "Remove one"],
    ),
    (
        "answer without yes or above",
        put('    yes: ["1", "2"]\n', ""),
        "outcomes.6:",
        ["neither yes nor above", "Add one"],
    ),
    (
        "answer that counts as yes twice",
        put('yes: ["1", "2"]', 'yes: ["1", "1"]'),
        "LINE, outcomes.6.yes",
        ['found "1" 2 times'],
    ),
    (
        "answer as a number",
        put('yes: ["1", "2"]', "yes: [1, 2]"),
        "LINE, outcomes.6.yes.0",
        ["found the number 1", 'Put it in quotes: "1"'],
    ),
    (
        "sustained for longer than the window",
        put("days: 91", "days: 366"),
        "LINE, outcomes.3.days",
        ["found 366", "allowed: 2 to 365"],
    ),
    (
        "sustained for 13 weeks within 3 months",
        within("outcomes", "days: 91", "within: 12", "within: 3"),
        "outcomes.3.days",
        ["found 91", "allowed: 2 to 89", "months 1 to 3"],
    ),
    (
        "sustained for one day",
        put("days: 91", "days: 1"),
        "LINE, outcomes.3.days",
        ["found the number 1", "2 or more"],
    ),
    (
        "more hours than a week has",
        put("hours: 20", "hours: 169"),
        "LINE, outcomes.4.hours",
        ["found the number 169", "above 0 and at most 168"],
    ),
    (
        "retained for as long as follow-up",
        put("months: 6\n", "months: 12\n"),
        "LINE, outcomes.5.months",
        ["found 12", "fewer than 12"],
    ),
    (
        "amount of work misspelt",
        put("measure: hours_per_week", "measure: hours_per_weak"),
        "LINE, outcomes.11.measure",
        ['Did you mean "hours_per_week"?'],
    ),
    (
        "amount after follow-up",
        within("outcomes", "measure: hours\n", "within: 12", "within: 18"),
        "LINE, outcomes.10.within",
        ["found 18", "allowed: 1 to 12 (follow_up.length)"],
    ),
    # families and kinds
    (
        "score among yes-or-no outcomes",
        under("other_outcomes", "outcome: plan_made", "outcome: quality"),
        "LINE, other_outcomes.0.outcome",
        ['found "quality"', "sustained or hours_reached or retained or answer"],
    ),
    (
        "answer among amounts",
        under("work_amount", "outcome: total_hours", "outcome: plan_made"),
        "LINE, work_amount.0.outcome",
        ['found "plan_made"', "period_count or spell_amount or score"],
    ),
    (
        "amount among times",
        under("first_job", "outcome: first_job", "outcome: longest_job"),
        "LINE, first_job.0.outcome",
        ['found "longest_job"', "first_status or end_reason"],
    ),
    (
        "sustained work over time",
        under("status_over_time", "outcome: ever_employed", "outcome: sustained_work"),
        "LINE, status_over_time.outcome",
        ['found "sustained_work"', "status_at or ever"],
    ),
    # times in days and months
    (
        "restricted to more days than a year may hold",
        under("first_job", "restricted_to: 365", "restricted_to: 366"),
        "LINE, first_job.0.restricted_to",
        ["found 366", "allowed: 1 to 365", "the fewest that follow-up of 12 months holds"],
    ),
    (
        "landmark after the last day",
        put("landmarks: [91, 182, 365]", "landmarks: [91, 182, 730]"),
        "LINE, first_job.0.landmarks.2",
        ["found 730", "allowed: 1 to 365"],
    ),
    (
        "other event restricted in days",
        under("other_events", "restricted_to: 12", "restricted_to: 365"),
        "LINE, other_events.0.restricted_to",
        ["found 365", "allowed: 1 to 12 (follow_up.length)"],
    ),
    (
        "difference after follow-up",
        put("differences_at: [3, 6, 9, 12]", "differences_at: [3, 18]"),
        "LINE, status_over_time.differences_at.1",
        ["found 18", "allowed: 1 to 12"],
    ),
    (
        "difference twice",
        put("differences_at: [3, 6, 9, 12]", "differences_at: [3, 3]"),
        "LINE, status_over_time.differences_at",
        ['found "3" 2 times'],
    ),
    (
        "industries after follow-up",
        under("industries_worked_in", "within: 12", "within: 13"),
        "LINE, industries_worked_in.within",
        ["found 13", "allowed: 1 to 12"],
    ),
    (
        "published time after the last visit",
        put("timepoint: 24", "timepoint: 25"),
        "published.2.ours.timepoint",
        ["found 25", "allowed: 1 to 24 (the last visit)"],
    ),
    (
        "published day after follow-up",
        put("timepoint: 182", "timepoint: 400"),
        "published.3.ours.timepoint",
        ["found 400", "allowed: 1 to 365"],
    ),
    # sets
    (
        "retained among all randomised",
        under("employment", "analysis_set: in_work", "analysis_set: randomised"),
        "LINE, employment.5.analysis_set",
        ["members all", "of the kind retained", "members workers"],
    ),
    (
        "hours a week among all randomised",
        within("work_amount", "outcome: weekly_hours", "set: in_work", "set: randomised"),
        "LINE, work_amount.2.analysis_set",
        ["of the kind spell_amount", "members workers"],
    ),
    (
        "employment among workers",
        under("employment", "analysis_set: alive", "analysis_set: in_work"),
        "LINE, employment.1.analysis_set",
        ["members workers", "members at_risk"],
    ),
    (
        "total hours among workers",
        under("work_amount", "analysis_set: positive", "analysis_set: in_work"),
        "LINE, work_amount.1.analysis_set",
        ["members workers", "members all or above_zero"],
    ),
    (
        "score while at risk among all randomised",
        within("work_amount", "outcome: quality", "set: alive", "set: randomised"),
        "LINE, work_amount.5.analysis_set",
        ["of the kind score under while_at_risk", "members at_risk"],
    ),
    (
        "answer while at risk among all randomised",
        within("other_outcomes", "outcome: distress", "set: alive", "set: randomised"),
        "LINE, other_outcomes.1.analysis_set",
        ["of the kind answer under while_at_risk", "members at_risk"],
    ),
    (
        "superiority above zero",
        put("measures: [mean, mean_difference, student]", "measures: [mean, superiority]"),
        "work_amount.1.analysis_set",
        ["members above_zero", "members all"],
    ),
    (
        "covariates among workers",
        within("employment", "outcome: still_employed", "adjusted_for: []", "adjusted_for: [age]"),
        "LINE, employment.5.adjusted_for",
        ["in a comparison among workers", "Empty it"],
    ),
    (
        "strata among workers",
        within(
            "employment",
            "outcome: still_employed",
            "adjusted_for: []",
            "adjusted_for: []\n    stratified_by: [site]",
        ),
        "LINE, employment.5.stratified_by",
        ["in a comparison among workers"],
    ),
    (
        "model among workers",
        put("measures: [mean, mean_difference]\n", "measures: [tweedie]\n"),
        "LINE, work_amount.2.measures.0",
        ["found tweedie among workers", "mean, mean_difference, student"],
    ),
    # measures
    (
        "count model of an amount",
        put("measures: [mean_difference, student, two", "measures: [two_part, student, two"),
        "LINE, work_amount.0.measures.0",
        ["found two_part of an outcome of the kind spell_amount", "the kind period_count"],
    ),
    (
        "rate of a score",
        within(
            "work_amount", "outcome: quality", "measures: [mean_difference,", "measures: [rate,"
        ),
        "LINE, work_amount.5.measures.0",
        ["found rate of an outcome of the kind score"],
    ),
    (
        "continuous model of a count",
        put("measures: [rate]", "measures: [tweedie]"),
        "LINE, work_amount.4.measures.0",
        ["found tweedie of an outcome of the kind period_count", "spell_amount or score"],
    ),
    (
        "student with another strategy",
        put("measures: [rate]", "measures: [student]"),
        "LINE, work_amount.4.measures.0",
        ["found student with the strategy while_at_risk", "composite only"],
    ),
    (
        "stratified hazard without strata",
        within("first_job", "stratified_hazard]", "stratified_by: [site]", "stratified_by: []"),
        "first_job.1.measures.1",
        ["stratified_hazard with stratified_by: []", "Name the strata"],
    ),
    (
        "stratified hazard under composite",
        put("measures: [cumulative_incidence]", "measures: [stratified_hazard]"),
        "LINE, first_job.0.measures.0",
        ["found stratified_hazard with the strategy composite", "while_at_risk only"],
    ),
    (
        "difference stratified by a continuous covariate",
        put("stratified_by: [site]", "stratified_by: [age]"),
        "LINE, employment.0.stratified_by.0",
        ['found "age", a continuous covariate'],
    ),
    (
        "difference stratified by an unknown covariate",
        put("stratified_by: [site]", "stratified_by: [sites]"),
        "LINE, employment.0.stratified_by.0",
        ['Did you mean "site"?'],
    ),
    # events and strategies
    (
        "answer without a strategy",
        under("other_outcomes", COMPOSITE, "{died: composite}"),
        "LINE, other_outcomes.0.intercurrent_events",
        ['no strategy for "retired"', "Add retired:"],
    ),
    (
        "composite counts as good for an answer",
        within("other_outcomes", "outcome: distress", AT_RISK, COMPOSITE),
        "LINE, other_outcomes.1.intercurrent_events",
        ["for distress that is the good answer"],
    ),
    (
        "hypothetical amount",
        under(
            "work_amount",
            COMPOSITE,
            "{died: hypothetical, retired: hypothetical}",
        ),
        "LINE, work_amount.0.intercurrent_events",
        ["found hypothetical", "composite or while_at_risk"],
    ),
    # unobserved
    (
        "best case as an assumption",
        under("employment", "missing: observed", "missing: best_case"),
        "LINE, employment.0.missing",
        ['found "best_case"', "shown by themselves"],
    ),
    (
        "worst case as an assumption",
        under("employment", "missing: observed", "missing: worst_case"),
        "LINE, employment.0.missing",
        ['found "worst_case"', "write what the comparison assumes"],
    ),
    (
        "unobserved amount as not employed",
        under("work_amount", "missing: observed", "missing: as_not_employed"),
        "LINE, work_amount.0.missing",
        ["an amount or a time", "none or observed"],
    ),
    (
        "unobserved time as not employed",
        under("first_job", "missing: none", "missing: as_not_employed"),
        "LINE, first_job.0.missing",
        ["an amount or a time", "none or observed"],
    ),
    (
        "unobserved as the good answer",
        within(
            "other_outcomes", "outcome: distress", "missing: observed", "missing: as_not_employed"
        ),
        "LINE, other_outcomes.1.missing",
        ["the good answer to distress", "none or observed"],
    ),
    (
        "whether an event happened, unobserved as no",
        within(
            "other_outcomes", "outcome: got_pension", "missing: none", "missing: as_not_employed"
        ),
        "LINE, other_outcomes.3.missing",
        ['found "as_not_employed"', "Compare the time to it"],
    ),
    (
        "assumption that is shown by itself",
        lambda text: put(
            "  - outcome: sustained_work\n    role: secondary",
            "  - outcome: ever_employed\n    role: sensitivity",
        )(text),
        "employment.3.missing",
        ['found "observed", which employment.2 shows by itself', "Remove one"],
    ),
    # models of several times
    (
        "repeated outcome unknown",
        put("outcomes: [employed_6, employed_12]", "outcomes: [employed_6, employed_18]"),
        "LINE, repeated_status.0.outcomes.1",
        ['found "employed_18"', "Did you mean"],
    ),
    (
        "repeated outcome of workers only",
        put("outcomes: [employed_6, employed_12]", "outcomes: [employed_6, still_employed]"),
        "LINE, repeated_status.0.outcomes.1",
        ['found "still_employed"', "sustained or hours_reached or answer"],
    ),
    (
        "repeated outcomes out of order",
        put("outcomes: [employed_6, employed_12]", "outcomes: [employed_12, employed_6]"),
        "LINE, repeated_status.0.outcomes",
        ["found employed_6 (time 6) after employed_12 (time 12)", "Sort"],
    ),
    (
        "repeated outcomes of one time",
        put("outcomes: [employed_6, employed_12]", "outcomes: [employed_6, plan_made]"),
        "LINE, repeated_status.0.outcomes",
        ["found plan_made (time 6) after employed_6 (time 6)"],
    ),
    (
        "repeated outcome twice",
        put("outcomes: [employed_6, employed_12]", "outcomes: [employed_6, employed_6]"),
        "LINE, repeated_status.0.outcomes",
        ['found "employed_6" 2 times'],
    ),
    (
        "only one repeated outcome",
        put("outcomes: [employed_6, employed_12]", "outcomes: [employed_6]"),
        "LINE, repeated_status.0.outcomes",
        ["found a list of 1", "at least 2"],
    ),
    (
        "repeated outcomes primary",
        under("repeated_status", "role: secondary", "role: primary"),
        "LINE, repeated_status.0.role",
        ['found "primary"', "one comparison"],
    ),
    (
        "repeated outcomes among workers",
        under("repeated_status", "analysis_set: randomised", "analysis_set: in_work"),
        "LINE, repeated_status.0.analysis_set",
        ["for repeated_status", "members all"],
    ),
    (
        "repeated outcomes while at risk",
        under("repeated_status", COMPOSITE, AT_RISK),
        "LINE, repeated_status.0.intercurrent_events",
        ["found while_at_risk, which leaves people out"],
    ),
    (
        "repeated outcomes without a strategy",
        under("repeated_status", COMPOSITE, "{retired: composite}"),
        "LINE, repeated_status.0.intercurrent_events",
        ['no strategy for "died"'],
    ),
    (
        "repeated outcomes adjusted for an unknown covariate",
        under("repeated_status", "adjusted_for: [age]", "adjusted_for: [agee]"),
        "LINE, repeated_status.0.adjusted_for.0",
        ['Did you mean "age"?'],
    ),
    # industries and states
    (
        "industries not defined",
        put("industries: {retail: Shops, care: Health and care, other: Other industries}\n", ""),
        ", industries_worked_in",
        ["none defined", "Define them in industries"],
    ),
    (
        "industry called unknown",
        put("other: Other industries", "unknown: Other industries"),
        "LINE, industries.unknown",
        ['found "unknown"', "jobs without an industry"],
    ),
    (
        "industry label twice",
        put("other: Other industries", "other: shops"),
        "LINE, industries.other",
        ['found "shops", as in industries.retail'],
    ),
    (
        "state twice",
        put("{id: learning, label: Education", "{id: work, label: Education"),
        "LINE, states.of.1.id",
        ['found "work", as in states.of.0'],
    ),
    (
        "state label twice",
        put("{id: learning, label: Education", "{id: learning, label: Benefits"),
        "states.of.2.label",
        ['found "Benefits", as in states.of.1.label'],
    ),
    (
        "state called otherwise",
        put("{id: learning, label: Education", "{id: otherwise, label: Education"),
        "LINE, states.of.1.id",
        ['found "otherwise"', "people in no state"],
    ),
    (
        "state called not observed",
        put("{id: learning, label: Education", "{id: not_observed, label: Education"),
        "LINE, states.of.1.id",
        ['found "not_observed"', "people not observed"],
    ),
    (
        "other state called as one of them",
        put("otherwise: None of these", "otherwise: benefits"),
        "LINE, states.otherwise",
        ['found "benefits", as in states.of.2.label'],
    ),
    (
        "sequences of few people",
        put("at_least: 5", "at_least: 4"),
        "LINE, states.at_least",
        ["found the number 4", "5 or more"],
    ),
    (
        "state from an answer",
        put(
            "label: Benefits, source: {table: person_periods, column: benefits}",
            "label: Benefits, source: {table: assessments}",
        ),
        "LINE, states.of.2.source.table",
        ['found "assessments"', "job_spells, person_periods"],
    ),
    # published figures
    (
        "published row of an unknown model",
        put("outcome: employed_over_time,", "outcome: employed_over_tim,"),
        "LINE, published.4.ours.outcome",
        ['Did you mean "employed_over_time"?'],
    ),
    (
        "published industries that are not counted",
        put(f"industries_worked_in: {{source: {SPELLS}, within: 12}}\n", ""),
        "published.5.ours.outcome",
        ['found "industry"', "outcomes and covariates"],
    ),
    (
        "published strata unknown",
        put('"strata: site"', '"strata: region"'),
        "published.1.ours.covariates",
        ['found "region"'],
    ),
    (
        "published assumption misspelt",
        put("missing: worst_case", "missing: worst"),
        "published.0.ours.missing",
        ['Did you mean "worst_case"?'],
    ),
]
