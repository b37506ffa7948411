"""Plans of a meta-analysis broken in one place each: key by key, then rule by rule."""

from plan_edits import ROOT, Fault, put, under, value, whole, within

PLAN = ROOT / "config" / "evidence" / "ips.yaml"
TEXT = PLAN.read_text(encoding="utf-8")
REGIONS = """
  north_america: North America
  europe: Europe
  asia_pacific: Asia and Australia
"""

FILE_FAULTS: list[Fault] = [
    ("empty file", whole(""), "line 1, the file", ["found nothing", "allowed: the keys study"]),
    ("list at top level", whole("- a\n"), "line 1, the file", ["found a list of 1"]),
    ("Latin-1", whole("title: caf\xe9\n".encode("latin-1")), "line 1", ["UTF-8", "Save"]),
    ("tab", put("  permutations", "\tpermutations"), "LINE", ["found a tab", "spaces"]),
    ("anchor", put("seed: 2026", "seed: &s 2026"), "LINE", ["an anchor", "Remove"]),
    ("brace not closed", lambda t: t + "x: {a: 1", "line", ["closing }", "Close"]),
    ("key misspelt", put("seed:", "sed:"), "LINE, sed", ['Did you mean "seed"?', "allowed"]),
    ("key twice", put("seed: ", "seed: 3\nseed: "), ", seed", ["found twice", "Remove"]),
    (
        "key of a study",
        put("contrast:\n", "arms: []\ncontrast:\n"),
        "LINE, arms",
        ['found the key "arms"', "study, version, title"],
    ),
]

TOP_FAULTS: list[Fault] = [
    ("no id", put("study: ips\n", ""), ", study", ["found nothing", "Add this key"]),
    ("path as id", value("study", "../ips"), "LINE, study", ["lower-case letters"]),
    ("version as a number", value("version", "1.0"), "LINE, version", ['quotes: "1.0"']),
    ("version in words", value("version", "last"), "LINE, version", ['found "last"', "dots"]),
    ("empty title", value("title", '""'), "LINE, title", ["text on one line"]),
    ("long title", value("title", "x" * 121), "LINE, title", ["120 characters"]),
    ("no question", put("question: >-", "questions: >-"), ", question:", ["found nothing"]),
    ("folder with a path", value("data", "raw/evidence"), "LINE, data", ["lower-case letters"]),
    ("status misspelt", value("data_status", "rael"), "LINE, data_status", ['mean "real"?']),
    ("restricted access", value("access", "restricted"), "LINE, access", ["allowed: open"]),
    ("negative seed", value("seed", "-1"), "LINE, seed", ["found the number -1", "from 0"]),
    ("seed in words", value("seed", "many"), "LINE, seed", ['found "many"', "whole number"]),
    (
        "level in per cent",
        value("ci_level", "95"),
        "LINE, ci_level",
        ["number 95", "at most 0.999"],
    ),
    (
        "level that rounds to one",
        value("ci_level", "0.9999999999999999"),
        "LINE, ci_level",
        ["number 0.9999999999999999", "at most 0.999"],
    ),
    ("level of one half", value("ci_level", "0.5"), "LINE, ci_level", ["number 0.5", "above 0.5"]),
    ("no protocol", put("protocol: >-", "protocol:\nx: >-"), ", protocol:", ["found nothing"]),
    ("search as a list", put("search: >-", "search: [a]\nx: >-"), "LINE, search", ["a list of 1"]),
    (
        "no control",
        put("  control: {id: control, label: Other help}\n", ""),
        ", contrast.control",
        ["found nothing", "Add this key"],
    ),
    (
        "arm with capitals",
        put("active: {id: ips,", "active: {id: IPS,"),
        "LINE, contrast.active.id",
        ['found "IPS"', "lower-case letters"],
    ),
    (
        "role of an arm",
        put("active: {id: ips,", "active: {id: ips, role: active,"),
        "LINE, contrast.active.role",
        ['found the key "role"', "id, label"],
    ),
    (
        "class with capitals",
        put("  any_paid_work: Any", "  Any_Work: Any"),
        "LINE, outcome_classes.Any_Work",
        ["lower-case letters"],
    ),
    (
        "class without label",
        put("  any_paid_work: Any paid work", "  any_paid_work:"),
        "LINE, outcome_classes.any_paid_work",
        ["found nothing"],
    ),
    (
        "regions as a list",
        under("outcome_classes", f"regions:{REGIONS}", "regions: [europe]\n"),
        "LINE, regions",
        ["found a list of 1"],
    ),
    (
        "no groups of populations",
        put("population_groups:\n", "populations:\n"),
        ", population_groups:",
        ["found nothing", "Add this key"],
    ),
    (
        "label that is a number",
        put("usual_services: Usual services", "usual_services: 3"),
        "LINE, comparator_groups.usual_services",
        ["found the number 3"],
    ),
    (
        "one limitation, not in a list",
        put("limitations:\n", "limitations: Many.\nx:\n"),
        "LINE, limitations",
        ['found "Many."', "[Many.]"],
    ),
    ("no pools", put("pools:\n", "pools: []\nx:\n"), "LINE, pools", ["found an empty list"]),
    (
        "one pool, not in a list",
        put("pools:\n", "pools: {id: a}\nx:\n"),
        "LINE, pools",
        ["list"],
    ),
]

POOL_FAULTS: list[Fault] = [
    (
        "pool without id",
        put("  - id: any_ce\n    label", "  - label"),
        "pools.0.id",
        ["found nothing", "Add this key"],
    ),
    (
        "id of a pool with a space",
        put("- id: any_or_point", "- id: any or point"),
        "LINE, pools.1.id",
        ['found "any or point"'],
    ),
    (
        "label of a pool over two lines",
        put("label: Any class of employment outcome but any paid work", r'label: "Any\nclass"'),
        "LINE, pools.2.label",
        ["text on one line"],
    ),
    (
        "role misspelt",
        put("role: sensitivity", "role: sensitivty"),
        "LINE, pools.1.role",
        ['Did you mean "sensitivity"?'],
    ),
    (
        "pool without reason",
        put("    reason: The share with", "    why: The share with"),
        "pools.4.reason",
        ["found nothing", "Add this key"],
    ),
    (
        "no class of outcome",
        put("outcome_classes: [any_ce]", "outcome_classes: []"),
        "LINE, pools.0.outcome_classes",
        ["found an empty list"],
    ),
    (
        "class of outcome as text",
        put("outcome_classes: [any_ce]", "outcome_classes: any_ce"),
        "LINE, pools.0.outcome_classes",
        ["Write it as a list: [any_ce]"],
    ),
    (
        "use misspelt",
        put("use: [primary]", "use: [primry]"),
        "LINE, pools.0.use.0",
        ['Did you mean "primary"?'],
    ),
    ("no use", put("use: [primary]", "use: []"), "LINE, pools.0.use", ["found an empty list"]),
    (
        "use of rows never to be pooled",
        put("use: [primary, sensitivity]", "use: [primary, not_pooled]"),
        "LINE, pools.2.use.1",
        ['found "not_pooled"', "primary, sensitivity"],
    ),
    (
        "follow-up below zero",
        put("{at_least: 18}", "{at_least: -18}"),
        "LINE, pools.4.follow_up.at_least",
        ["found the number -18"],
    ),
    (
        "follow-up in words",
        put("{at_least: 18}", "{at_most: two years}"),
        "LINE, pools.4.follow_up.at_most",
        ['found "two years"'],
    ),
    (
        "follow-up as a number",
        put("{at_least: 18}", "18"),
        "LINE, pools.4.follow_up:",
        ["found the number 18", "at_least, at_most"],
    ),
    (
        "preferred follow-up misspelt",
        put("prefer_follow_up: longest", "prefer_follow_up: longst"),
        "LINE, pools.0.prefer_follow_up",
        ['Did you mean "longest"?'],
    ),
    (
        "no preferred follow-up",
        put("    prefer_follow_up: longest\n", ""),
        "pools.0.prefer_follow_up",
        ["found nothing", "Add this key"],
    ),
    (
        "no comparator that enters",
        put("    use: [primary]\n", "    use: [primary]\n    comparator_groups: []\n"),
        "LINE, pools.0.comparator_groups",
        ["found an empty list"],
    ),
    (
        "seen elsewhere",
        put("verified: [fulltext, abstract]", "verified: [fulltext, registry]"),
        "LINE, pools.3.verified.1",
        ['found "registry"', "secondary"],
    ),
    (
        "counts known otherwise",
        put("count_basis: [printed,", "count_basis: [guessed,"),
        "LINE, pools.3.count_basis.0",
        ['found "guessed"', "derived_unique"],
    ),
    (
        "row left out under no id of a row",
        put("      R18: The file", "      18: The file"),
        "LINE, pools.3.without.18",
        ['found "18"', "the id of a row: letters, digits and _", "Mend it"],
    ),
    (
        "row left out without reason",
        put(
            "R20: The file calls the counts unique, but two other splits of 208 print the same "
            "figures.",
            'R20: ""',
        ),
        "LINE, pools.3.without.R20",
        ['found ""', "allowed"],
    ),
    (
        "rows left out as a list",
        put("    follow_up: {at_least: 18}\n", "    without: [R18]\n"),
        "LINE, pools.4.without",
        ["found a list of 1", "allowed: keys"],
    ),
    (
        "measure misspelt",
        put("measures: [risk_ratio]", "measures: [risk_rato]"),
        "LINE, pools.1.measures.0",
        ['Did you mean "risk_ratio"?'],
    ),
    (
        "hazard ratio",
        put("[risk_ratio, odds_ratio, risk_difference]", "[hazard_ratio]"),
        "LINE, pools.0.measures.0",
        ['found "hazard_ratio"', "risk_difference"],
    ),
    (
        "no measure",
        put("measures: [risk_ratio]", "measures: []"),
        "LINE, pools.1.measures",
        ["found an empty list"],
    ),
]

MODERATOR_FAULTS: list[Fault] = [
    (
        "split by the year",
        put("- by: region", "- by: year"),
        "LINE, subgroups.0.by",
        ['found "year"', "population_group"],
    ),
    (
        "split without reason",
        put("    reason: Rows seen in another paper only may be wrong.\n", ""),
        "subgroups.3.reason",
        ["found nothing", "Add this key"],
    ),
    (
        "source of a moderator misspelt",
        put("source: follow_up_months", "source: followup_months"),
        "LINE, moderators.1.source",
        ['Did you mean "follow_up_months"?'],
    ),
    (
        "step of zero",
        put("per: 12", "per: 0"),
        "LINE, moderators.1.per",
        ["found the number 0"],
    ),
    (
        "label of a moderator missing",
        put("{id: region, label: Region,", "{id: region,"),
        "moderators.2.label",
        ["found nothing"],
    ),
    (
        "three moderators",
        put("[year, protection]", "[year, protection, region]"),
        "LINE, regressions.8.moderators",
        ["found a list of 3", "a list (at least 1, at most 2) of"],
    ),
    (
        "no moderator",
        put("- moderators: [follow_up]", "- moderators: []"),
        "LINE, regressions.1.moderators",
        ["found an empty list"],
    ),
    (
        "regression without reason",
        put("    reason: Later trials are said to find smaller effects.\n", ""),
        "regressions.0.reason",
        ["found nothing"],
    ),
    (
        "ten permutations",
        put("permutations: 10000", "permutations: 10"),
        "LINE, resamples.permutations",
        ["found the number 10", "99"],
    ),
    (
        "too many resamples",
        put("bootstrap: 10000", "bootstrap: 10000000"),
        "LINE, resamples.bootstrap",
        ["found the number 10000000", "1000000"],
    ),
    (
        "half a resample",
        put("bootstrap: 10000", "bootstrap: 999.5"),
        "LINE, resamples.bootstrap",
        ["found the number 999.5", "whole number"],
    ),
]

BAYES_FAULTS: list[Fault] = [
    ("prior without spread", put("sd: 2.0", "sd: 0.0"), "LINE, bayes.mu.sd", ["number 0.0"]),
    ("prior that is certain", put("sd: 2.0", "sd: 0.001"), "LINE, bayes.mu.sd", ["from 0.01"]),
    ("mean as a ratio", put("mean: 0.0", "mean: 207"), "LINE, bayes.mu.mean", ["number 207"]),
    (
        "no prior of tau",
        put(
            "  tau:\n    - {family: half_normal, scale: 0.5}\n"
            "    - {family: half_cauchy, scale: 0.5}\n",
            "  tau: []\n",
        ),
        "LINE, bayes.tau",
        ["found an empty list"],
    ),
    (
        "family misspelt",
        put("family: half_cauchy", "family: half-cauchy"),
        "LINE, bayes.tau.1.family",
        ['Did you mean "half_cauchy"?'],
    ),
    (
        "scale below zero",
        put("scale: 0.5", "scale: -0.5"),
        "LINE, bayes.tau.0.scale",
        ["found the number -0.5"],
    ),
    (
        "five priors of tau",
        put("  tau:\n", "  tau:\n" + "    - {family: half_normal, scale: 1}\n" * 3),
        "bayes.tau:",
        ["found a list of 5"],
    ),
    (
        "no baseline",
        put("  baseline: {mean: -1.0, sd: 1.5}\n", ""),
        "bayes.baseline",
        ["found nothing", "Add this key"],
    ),
    (
        "weight above one",
        put("[0.0, 0.2, 0.5, 1.0]", "[0.0, 20]"),
        "LINE, new_trials.weights.1",
        ["found the number 20"],
    ),
    (
        "no weights",
        put("[0.0, 0.2, 0.5, 1.0]", "[]"),
        "LINE, new_trials.weights",
        ["found an empty list"],
    ),
    (
        "no vague prior",
        under("new_trials", "  vague: {mean: 0.0, sd: 2.0}\n", ""),
        "new_trials.vague",
        ["found nothing", "Add this key"],
    ),
    (
        "trial in lower case",
        put("trial_id: IPS_PAIN", "trial_id: ips_pain"),
        "LINE, new_trials.trials.0.trial_id",
        ['found "ips_pain"', "capitals"],
    ),
    (
        "words for a row",
        put("row: employment/worked_12/all", "row: the first row"),
        "LINE, new_trials.trials.0.row",
        ["the key of a result row"],
    ),
    (
        "year of a study in words",
        put("year: 2022", "year: last year"),
        "LINE, new_trials.trials.0.year",
        ['found "last year"', "whole number"],
    ),
    (
        "year of a study long ago",
        put("year: 2022", "year: 22"),
        "LINE, new_trials.trials.0.year",
        ["found the number 22", "1950"],
    ),
    (
        "study without label",
        put("      label: IPS in Pain, twin\n", ""),
        "new_trials.trials.0.label",
        ["found nothing", "Add this key"],
    ),
    (
        "study without country",
        under("new_trials", "      country: Norway\n", ""),
        "new_trials.trials.0.country",
        ["found nothing", "Add this key"],
    ),
    (
        "path for a study",
        put("study: ipsnorway", "study: config/ipsnorway"),
        "LINE, new_trials.trials.1.study",
        ["lower-case letters"],
    ),
]

PRINTED_FAULTS: list[Fault] = [
    ("no trials", put("trials: 27", "trials: 0"), "LINE, printed_pools.0.trials", ["number 0"]),
    (
        "people left out",
        put("    people: 6651\n", ""),
        "printed_pools.0.people",
        ["found nothing", "Add this key"],
    ),
    (
        "hazard ratio printed",
        put("measure: risk_ratio", "measure: hazard_ratio"),
        "LINE, printed_pools.0.measure",
        ['found "hazard_ratio"'],
    ),
    (
        "figure in words",
        put("estimate: 2.07", "estimate: about two"),
        "LINE, printed_pools.0.estimate",
        ['found "about two"'],
    ),
    (
        "decimal comma",
        put("ci_low: 1.82", "ci_low: 1,82"),
        "LINE, printed_pools.0.ci_low",
        ['found "1,82"'],
    ),
    (
        "infinite limit",
        put("ci_high: 2.35", "ci_high: .inf"),
        "LINE, printed_pools.0.ci_high",
        ["found the number inf"],
    ),
    (
        "no source",
        put('    source: "Brinchmann et al. 2020, ', '    from: "Brinchmann et al. 2020, '),
        "printed_pools.0.source",
        ["found nothing", "Add this key"],
    ),
    (
        "shown by nothing",
        put("shows: rows_without_counts", "shows: rows_without_count"),
        "LINE, hypotheses.0.shows",
        ['Did you mean "rows_without_counts"?'],
    ),
    (
        "hypothesis without text",
        within("hypotheses", "- title: Other outcomes", "    text: >-", "    words: >-"),
        "hypotheses.3.text",
        ["found nothing", "Add this key"],
    ),
]

RULE_FAULTS: list[Fault] = [
    (
        "id of another file",
        value("study", "isp"),
        "LINE, study",
        ['found "isp"', 'allowed: "ips"', "name of the file"],
    ),
    (
        "two pools of one id",
        put("- id: counts_sure", "- id: any_ce"),
        "LINE, pools.3.id",
        ['found "any_ce" in 2 entries of pools', "Rename"],
    ),
    (
        "two moderators of one id",
        put("- id: comparator", "- id: population"),
        "LINE, moderators.4.id",
        ['found "population" in 2 entries of moderators'],
    ),
    (
        "two printed pools of one id",
        put("- id: modini_2016", "- id: brinchmann_2020"),
        "LINE, printed_pools.1.id",
        ['found "brinchmann_2020" in 2 entries of printed_pools'],
    ),
    (
        "split twice by one thing",
        put("- by: verified", "- by: region"),
        "LINE, subgroups.3.by",
        ['found "region" in 2 entries of subgroups'],
    ),
    (
        "study twice among the trials",
        put("study: ipsnorway", "study: ipsinpain"),
        "LINE, new_trials.trials.1.study",
        ['found "ipsinpain" in 2 entries of trials'],
    ),
    (
        "two studies that are one trial",
        put("trial_id: IPS_NORWAY", "trial_id: IPS_PAIN"),
        "LINE, new_trials.trials.1.trial_id",
        ['found "IPS_PAIN" in 2 entries of trials'],
    ),
    (
        "class of outcome twice",
        put("outcome_classes: [any_ce, point_ce]", "outcome_classes: [any_ce, any_ce]"),
        "LINE, pools.1.outcome_classes",
        ['found "any_ce" 2 times', "allowed: once"],
    ),
    (
        "use twice",
        put("use: [primary, sensitivity]", "use: [primary, primary]"),
        "LINE, pools.2.use",
        ['found "primary" 2 times'],
    ),
    (
        "measure twice",
        put("[risk_ratio, odds_ratio, risk_difference]", "[risk_ratio, risk_ratio]"),
        "LINE, pools.0.measures",
        ['found "risk_ratio" 2 times'],
    ),
    (
        "count basis twice",
        put("[printed, derived_unique, reconstructed_unique]", "[printed, printed]"),
        "LINE, pools.3.count_basis",
        ['found "printed" 2 times'],
    ),
    (
        "seen twice",
        put("verified: [fulltext, abstract]", "verified: [abstract, abstract]"),
        "LINE, pools.3.verified",
        ['found "abstract" 2 times'],
    ),
    (
        "comparator twice",
        put(
            "    use: [primary]\n",
            "    use: [primary]\n    comparator_groups: [usual_services, usual_services]\n",
        ),
        "LINE, pools.0.comparator_groups",
        ['found "usual_services" 2 times'],
    ),
    (
        "moderator twice in a regression",
        put("[year, protection]", "[protection, protection]"),
        "LINE, regressions.8.moderators",
        ['found "protection" 2 times'],
    ),
    (
        "weight twice",
        put("[0.0, 0.2, 0.5, 1.0]", "[0.2, 0.2]"),
        "LINE, new_trials.weights",
        ['found "0.2" 2 times'],
    ),
    (
        "weight twice, but for the seventh digit",
        put("[0.0, 0.2, 0.5, 1.0]", "[0.5, 0.50000001]"),
        "LINE, new_trials.weights",
        ['found "0.5" 2 times'],
    ),
    (
        "prior of tau twice",
        put("family: half_cauchy", "family: half_normal"),
        "LINE, bayes.tau.1.scale",
        ["found half_normal 0.5, as in bayes.tau.0", "Change or remove one"],
    ),
    (
        "arms of one id",
        put("control: {id: control,", "control: {id: ips,"),
        "LINE, contrast.control.id",
        ['found "ips", as in contrast.active', "Rename one"],
    ),
    (
        "arms of one label",
        put("label: Other help", "label: IPS"),
        "LINE, contrast.control.label",
        ['found "IPS", as in contrast.active'],
    ),
    (
        "logarithm of a printed ratio",
        put("ci_low: 1.82", "ci_low: -0.6"),
        "LINE, printed_pools.0.ci_low",
        ["found -0.6", "above 0, for a ratio", "write the ratio"],
    ),
    (
        "unknown class of outcome",
        put("outcome_classes: [any_ce]", "outcome_classes: [any_c]"),
        "LINE, pools.0.outcome_classes.0",
        ['Did you mean "any_ce"?', "define it"],
    ),
    (
        "unknown comparator",
        put("    use: [primary]\n", "    use: [primary]\n    comparator_groups: [usual]\n"),
        "LINE, pools.0.comparator_groups.0",
        ['found "usual"', "vocational_rehabilitation, usual_services"],
    ),
    (
        "headline that is not primary",
        put("role: primary", "role: sensitivity"),
        "LINE, pools.0.role",
        ['found "sensitivity"', "primary for the first pool"],
    ),
    (
        "two headlines",
        put("role: sensitivity", "role: primary"),
        "LINE, pools.1.role",
        ['found "primary"', "any role but primary here"],
    ),
    (
        "longest follow-up below the shortest",
        put("{at_least: 18}", "{at_least: 18, at_most: 12}"),
        "LINE, pools.4.follow_up.at_least",
        ["found 18, above at_most, 12", "Mend one of them"],
    ),
    (
        "numbers without step",
        put("source: year, per: 10, unit: years", "source: year, unit: years"),
        ", moderators.0.per",
        ["found nothing", "year is a moderator of numbers"],
    ),
    (
        "numbers without unit",
        put("source: year, per: 10, unit: years", "source: year, per: 10"),
        ", moderators.0.unit",
        ["found nothing", "year is a moderator of numbers"],
    ),
    (
        "numbers with a group of reference",
        put("unit: months}", "unit: months, reference: europe}"),
        "LINE, moderators.1.reference",
        ["found a value", "Remove this key"],
    ),
    (
        "groups with a step",
        put("source: region, reference: europe", "source: region, reference: europe, per: 1"),
        "LINE, moderators.2.per",
        ["found a value", "region is a moderator of groups"],
    ),
    (
        "groups without reference",
        put("source: region, reference: europe", "source: region"),
        ", moderators.2.reference",
        ["found nothing", "region is a moderator of groups"],
    ),
    (
        "unknown group of reference",
        put("reference: vocational_rehabilitation", "reference: rehabilitation"),
        "LINE, moderators.4.reference",
        ['found "rehabilitation"', "(comparator_groups)"],
    ),
    (
        "unknown moderator",
        put("- moderators: [temporary]", "- moderators: [temprary]"),
        "LINE, regressions.6.moderators.0",
        ['Did you mean "temporary"?'],
    ),
    (
        "regression twice, in another order",
        put("- moderators: [fidelity]", "- moderators: [protection, year]"),
        "LINE, regressions.9.moderators",
        ["found the moderators of regressions.8 again", "Remove one"],
    ),
    (
        "totals of an unknown pool",
        value("totals_as_non_events", "any_or_points"),
        "LINE, totals_as_non_events",
        ['Did you mean "any_or_point"?'],
    ),
    (
        "printed figure outside its limits",
        put("estimate: 2.07", "estimate: 2.70"),
        "LINE, printed_pools.0.estimate",
        ["found 2.7 (1.82 to 2.35)", "Compare it with the paper"],
    ),
    (
        "printed limits the other way round",
        put("ci_low: 1.99\n    ci_high: 2.90", "ci_low: 2.90\n    ci_high: 1.99"),
        "printed_pools.1.estimate",
        ["found 2.4 (2.9 to 1.99)"],
    ),
    (
        "country of a study twice",
        under("new_trials", "country: Norway", "country: Norway/Norway"),
        "LINE, new_trials.trials.0.country",
        ['found "Norway/Norway"', "each once"],
    ),
    (
        "empty place among countries of a study",
        under("new_trials", "country: Norway", "country: Norway/"),
        "LINE, new_trials.trials.0.country",
        ['found "Norway/"', "with one / between two"],
    ),
    (
        "new trials without priors",
        lambda text: (
            text[: text.index("\nbayes:")] + "\nbayes: null\n\n" + text[text.index("new_trials:") :]
        ),
        "LINE, bayes",
        ["found null, with new_trials", "set new_trials to null"],
    ),
    (
        "class of a new trial that no pool takes",
        under("new_trials", "outcome_class: point_ce", "outcome_class: any_paid_work"),
        "LINE, new_trials.trials.1.outcome_class",
        ['found "any_paid_work"', "outcome_classes of pools"],
    ),
    (
        "later trials without a regression on the year",
        put("- moderators: [year]\n", "- moderators: [year, temporary]\n"),
        "hypotheses.2.shows",
        ["found later_trials", "Add it, or remove the hypothesis"],
    ),
]

CASES = [
    *FILE_FAULTS,
    *TOP_FAULTS,
    *POOL_FAULTS,
    *MODERATOR_FAULTS,
    *BAYES_FAULTS,
    *PRINTED_FAULTS,
    *RULE_FAULTS,
]
