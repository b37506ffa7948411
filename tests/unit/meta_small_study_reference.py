"""What R metafor and lme4 find on small-study effects, and the effects they found it on."""

import json
from pathlib import Path

import numpy as np
from meta_reference import made

R = json.loads((Path(__file__).parents[1] / "reference/meta_small_study.json").read_text("utf-8"))
MEASURES = {"rr": "risk_ratio", "or": "odds_ratio"}
NAMES = sorted(R["effects"])


def effects_of(name, order=slice(None)):
    part, measure = R["effects"][name], MEASURES.get(name[-2:], "mean_difference")
    return made(np.array(part["yi"])[order], np.array(part["vi"])[order], measure)


def analysis_scale(estimate):
    """Return estimate and limits, ratios as logarithms."""
    values = np.array([estimate.estimate, estimate.ci_low, estimate.ci_high])
    return np.log(values) if estimate.log_scale_error else values
