"""What is pooled: the tables, group means or effects of a number of trials."""

from dataclasses import dataclass, fields
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
BinaryMeasure = Literal["risk_ratio", "odds_ratio", "risk_difference"]
ContinuousMeasure = Literal["mean_difference", "standardised_mean_difference"]
Measure = BinaryMeasure | ContinuousMeasure
RATIOS = ("risk_ratio", "odds_ratio")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The 2 x 2 tables of k trials, one value a trial.

    Attributes:
        events: People with the event in the active arm.
        n: People in the active arm, at least 1.
        events_control: People with the event in the control arm.
        n_control: People in the control arm, at least 1.

    Raises:
        ValueError: If shapes differ, a number is negative, or events exceed people.
    """

    events: Integers
    n: Integers
    events_control: Integers
    n_control: Integers

    def __post_init__(self) -> None:
        """Refuse what cannot be counts of trials."""
        _same_length(self)
        for events, n in ((self.events, self.n), (self.events_control, self.n_control)):
            if (n < 1).any() or (events < 0).any() or (events > n).any():
                raise ValueError("events lie between 0 and people, of whom there is at least 1")

    @property
    def k(self) -> int:
        """Number of trials."""
        return len(self.n)

    def take(self, index: Integers | NDArray[np.bool_]) -> Self:
        """Return the trials of an index or mask, in its order."""
        return type(self)(**{f.name: getattr(self, f.name)[index] for f in fields(self)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Means and standard deviations of the two arms of k trials, one value a trial.

    Attributes:
        mean: Mean of the active arm.
        sd: Its standard deviation.
        n: Its people.
        mean_control: Mean of the control arm.
        sd_control: Its standard deviation.
        n_control: Its people.

    Raises:
        ValueError: If shapes differ.
    """

    mean: Floats
    sd: Floats
    n: Integers
    mean_control: Floats
    sd_control: Floats
    n_control: Integers

    def __post_init__(self) -> None:
        """Refuse arrays of different lengths."""
        _same_length(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """The effects of k trials on the scale they are pooled on.

    Attributes:
        estimate: Effect of each trial; ratios as natural logarithms.
        variance: Its sampling variance, above 0.
        measure: What the effect is.

    Raises:
        ValueError: If lengths differ, a number is not finite, or a variance is not above 0.
    """

    estimate: Floats
    variance: Floats
    measure: Measure

    def __post_init__(self) -> None:
        """Refuse what cannot be pooled."""
        if self.estimate.shape != self.variance.shape or self.estimate.ndim != 1:
            raise ValueError("estimate and variance are two arrays of one length")
        if not (np.isfinite(self.estimate).all() and np.isfinite(self.variance).all()):
            raise ValueError("effects and variances are finite")
        if (self.variance <= 0).any():
            raise ValueError("variances are above 0")

    @property
    def k(self) -> int:
        """Number of trials."""
        return len(self.estimate)

    @property
    def ratio(self) -> bool:
        """Whether effects are logarithms of ratios."""
        return self.measure in RATIOS

    def take(self, index: Integers | NDArray[np.bool_]) -> "Effects":
        """Return the trials of an index or mask, in its order."""
        return Effects(
            estimate=self.estimate[index], variance=self.variance[index], measure=self.measure
        )


def _same_length(record: Tables | Groups) -> None:
    shapes = {getattr(record, field.name).shape for field in fields(record)}
    if len(shapes) != 1 or len(next(iter(shapes))) != 1:
        raise ValueError("all are arrays of one dimension and one length")
