"""What each method of a meta-analysis is, in a sentence, and where its equations are from."""

from dataclasses import dataclass

from ipsanalysis.tables.references import REFERENCES as OF_TRIALS
from ipsanalysis.tables.results import Result

REFERENCES = {
    "greenland": "Greenland S, Robins JM. Biometrics 1985;41:55-68.",
    "robins": "Robins J, Breslow N, Greenland S. Biometrics 1986;42:311-323.",
    "mantel_haenszel": OF_TRIALS["mantel_haenszel"],
    "sato": OF_TRIALS["sato"],
    "peto": "Yusuf S, Peto R, Lewis J, Collins R, Sleight P. Prog Cardiovasc Dis 1985;27:335-371.",
    "dersimonian": "DerSimonian R, Laird N. Control Clin Trials 1986;7:177-188.",
    "paule": "Paule RC, Mandel J. J Res Natl Bur Stand 1982;87:377-385.",
    "viechtbauer_reml": "Viechtbauer W. J Educ Behav Stat 2005;30:261-293.",
    "hartung": "Hartung J, Knapp G. Stat Med 2001;20:3875-3889.",
    "knapp": "Knapp G, Hartung J. Stat Med 2003;22:2693-2710.",
    "rover_hk": "Roever C, Knapp G, Friede T. BMC Med Res Methodol 2015;15:99.",
    "higgins_prediction": "Higgins JPT, Thompson SG, Spiegelhalter DJ. J R Stat Soc A "
    "2009;172:137-159.",
    "cochran": "Cochran WG. Biometrics 1954;10:101-129.",
    "q_profile": "Viechtbauer W. Stat Med 2007;26:37-52.",
    "higgins_i2": "Higgins JPT, Thompson SG. Stat Med 2002;21:1539-1558.",
    "turner": "Turner RM, Omar RZ, Yang M, Goldstein H, Thompson SG. Stat Med 2000;19:3417-3432.",
    "jackson": "Jackson D, Law M, Stijnen T, Viechtbauer W, White IR. Stat Med 2018;37:1059-1085.",
    "davison": OF_TRIALS["davison"],
    "influence": "Viechtbauer W, Cheung MWL. Res Synth Methods 2010;1:112-125.",
    "lau": "Lau J, Antman EM, Jimenez-Silva J, et al. N Engl J Med 1992;327:248-254.",
    "borenstein": "Borenstein M, Higgins JPT. Prev Sci 2013;14:134-143.",
    "egger": "Egger M, Davey Smith G, Schneider M, Minder C. BMJ 1997;315:629-634.",
    "peters": "Peters JL, Sutton AJ, Jones DR, Abrams KR, Rushton L. JAMA 2006;295:676-680.",
    "duval": "Duval S, Tweedie R. Biometrics 2000;56:455-463.",
    "vevea": "Vevea JL, Hedges LV. Psychometrika 1995;60:419-435.",
    "higgins_permutation": "Higgins JPT, Thompson SG. Stat Med 2004;23:1663-1682.",
    "smith": "Smith TC, Spiegelhalter DJ, Thomas A. Stat Med 1995;14:2685-2699.",
    "bayesmeta": "Roever C. J Stat Softw 2020;93(6):1-51.",
    "gelman": "Gelman A. Bayesian Anal 2006;1:515-534.",
    "schmidli": "Schmidli H, Gsteiger S, Roychoudhury S, et al. Biometrics 2014;70:1023-1032.",
    "campbell": "Campbell I. Stat Med 2007;26:3661-3675.",
    "lancaster": OF_TRIALS["lancaster"],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """A method and the rows that use it.

    Attributes:
        analyses: Analyses whose rows may use it.
        says: What stands in the method's name, or is its statistic; empty: every row of them.
        words: What it does.
        sources: Ids of references.
    """

    analyses: tuple[str, ...]
    says: str = ""
    words: str
    sources: tuple[str, ...] = ()

    def by(self, row: Result) -> bool:
        """Whether a row uses it."""
        named = f"{row.method} {row.statistic}".lower()
        return row.analysis in self.analyses and self.says in named


POOLS = ("pooled", "leave_one_out", "cumulative", "subgroup", "miscount", "prediction")
METHODS = (
    Used(
        analyses=("trial",),
        says="crude",
        words="Effects of single trials are crude, with Wald z intervals; where a count is zero, "
        "0.5 is added to each of the trial's four counts, for risk differences too, whose variance "
        "may be 0 without it.",
    ),
    Used(
        analyses=POOLS,
        says="reml",
        words="Pooled effects are means over trials in a random-effects model, weighted by inverse "
        "variance; the variance between trials is estimated by restricted maximum likelihood.",
        sources=("viechtbauer_reml",),
    ),
    Used(
        analyses=("pooled",),
        says="dersimonian",
        words="The moment estimator of DerSimonian and Laird is given beside it.",
        sources=("dersimonian",),
    ),
    Used(
        analyses=("pooled",),
        says="paule",
        words="So is that of Paule and Mandel.",
        sources=("paule",),
    ),
    Used(
        analyses=("pooled",),
        says="common effect",
        words="The common-effect model, in which all trials share one effect, is given to compare.",
    ),
    Used(
        analyses=("pooled",),
        says="knapp-hartung",
        words="Knapp-Hartung intervals use a t distribution and a variance scaled by how trials "
        "scatter; the scaling factor is never below 1.",
        sources=("hartung", "rover_hk"),
    ),
    Used(
        analyses=("prediction",),
        words="Prediction intervals say where the effect of one more trial is expected.",
        sources=("higgins_prediction",),
    ),
    Used(
        analyses=("heterogeneity",),
        says="cochran",
        words="Whether effects differ by more than chance is tested by Cochran's Q.",
        sources=("cochran",),
    ),
    Used(
        analyses=("heterogeneity",),
        says="q-profile",
        words="The variance between trials and I² have Q-profile intervals.",
        sources=("q_profile", "higgins_i2"),
    ),
    Used(
        analyses=("pooled",),
        says="mantel-haenszel",
        words="Mantel-Haenszel effects have the variances of Greenland and Robins (risk ratio), "
        "Robins, Breslow and Greenland (odds ratio) and Sato (risk difference).",
        sources=("mantel_haenszel", "greenland", "robins", "sato"),
    ),
    Used(
        analyses=("pooled",),
        says="peto",
        words="Peto's odds ratio is meant for rare events and small effects.",
        sources=("peto",),
    ),
    Used(
        analyses=("pooled",),
        says="binomial-normal",
        words="A one-stage logistic model with an effect of each trial and random treatment "
        "effects, the arms coded -1/2 and 1/2, uses the counts themselves, by maximum likelihood "
        "and adaptive quadrature.",
        sources=("turner", "jackson"),
    ),
    Used(
        analyses=("pooled",),
        says="bootstrap",
        words="A bootstrap draws whole trials again and takes percentiles of the pooled effect.",
        sources=("davison",),
    ),
    Used(
        analyses=("leave_one_out", "influence"),
        words="Each trial is left out in turn, and its influence measured.",
        sources=("influence",),
    ),
    Used(
        analyses=("cumulative",),
        words="Trials are added one at a time by year.",
        sources=("lau",),
    ),
    Used(
        analyses=("subgroup",),
        words="Groups of trials are pooled each with a variance between trials of its own and "
        "compared by Q, and again by a Wald test with one variance for all.",
        sources=("borenstein",),
    ),
    Used(
        analyses=("small_study",),
        says="egger",
        words="Egger's regression of effects on their standard errors tests whether small trials "
        "show other effects than large ones; with risk and odds ratios, whose standard errors "
        "depend on the effect, it rejects too often.",
        sources=("egger",),
    ),
    Used(
        analyses=("small_study",),
        says="peters",
        words="Peters' regression uses the size of the trial, which does not depend on its effect.",
        sources=("peters",),
    ),
    Used(
        analyses=("small_study",),
        says="trim and fill",
        words="Trim and fill adds mirror images of trials until the funnel is even.",
        sources=("duval",),
    ),
    Used(
        analyses=("small_study",),
        says="selection",
        words="A three-parameter selection model lets trials without a significant result be "
        "printed less often.",
        sources=("vevea",),
    ),
    Used(
        analyses=("meta_regression",),
        says="knapp-hartung",
        words="Meta-regressions are random-effects models (REML) with Knapp-Hartung tests.",
        sources=("knapp",),
    ),
    Used(
        analyses=("meta_regression",),
        says="permutation",
        words="Their p-values are checked by dealing the moderators out again over the trials.",
        sources=("higgins_permutation",),
    ),
    Used(
        analyses=("bayes", "bayes_trial", "new_trial"),
        says="normal-normal",
        words="Bayesian models take effects of trials as normal around a normal mean, or counts as "
        "binomial with a baseline of each trial; posteriors come from deterministic integration.",
        sources=("smith", "bayesmeta"),
    ),
    Used(
        analyses=("bayes",),
        says="cauchy",
        words="The half-Cauchy prior of tau allows larger values than the half-normal.",
        sources=("gelman",),
    ),
    Used(
        analyses=("new_trial",),
        says="re-analysed",
        words="A new trial is re-analysed with the predictive distribution of the other trials as "
        "prior, made robust by a vague part.",
        sources=("schmidli",),
    ),
    Used(
        analyses=("audit",),
        words="Printed figures are recomputed from printed counts; p-values are tried against "
        "Pearson's chi-squared test, its N-1 version, Yates' correction, Fisher's exact test and "
        "its mid-p.",
        sources=("campbell", "lancaster"),
    ),
)
