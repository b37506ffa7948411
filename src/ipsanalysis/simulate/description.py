"""The description of a synthetic twin: the whole of config/simulations/<study>.yaml."""

from pydantic import Field

from ipsanalysis.plan.base import Identifier, Sentence, Strict, Synthetic
from ipsanalysis.raw.dictionary import License, Source
from ipsanalysis.simulate.described_figures import Figure
from ipsanalysis.simulate.described_files import RawFile
from ipsanalysis.simulate.described_people import (
    ArmSize,
    Career,
    Followed,
    Group,
    Ids,
    MeanHours,
    Number,
    Pay,
    Recruitment,
)
from ipsanalysis.simulate.described_records import (
    ContactLog,
    Instrument,
    Monthly,
    ReviewRounds,
    VisitHeld,
)


class Description(Strict):
    """A synthetic twin of a trial. Exact numbers are met by construction, the rest is drawn."""

    study: Identifier = Field(description="The study's id: the name of this file.")
    title: Synthetic = Field(description="Title of the data; begins with SYNTHETIC.")
    summary: Sentence = Field(description="What the data are.")
    seed: int = Field(ge=0, le=2**63 - 1, description="Seed of every draw.")
    licenses: list[License] = Field(min_length=1, description="Licences of the data.")
    sources: list[Source] = Field(min_length=1, description="Where the published figures stand.")
    follow_up: Followed = Field(description="How long people are followed, and in which months.")
    arms: list[ArmSize] = Field(min_length=2, max_length=2, description="The arms.")
    recruitment: Recruitment = Field(description="When people were randomised.")
    ids: Ids = Field(description="How people are numbered.")
    groups: list[Group] = Field(description="Covariates with levels; [] for none.")
    numbers: list[Number] = Field(description="Covariates that are numbers; [] for none.")
    chance: float = Field(
        ge=0.0, description="How much chance, beside covariates, decides who works (log scale)."
    )
    careers: list[Career] = Field(
        min_length=1,
        description="What work people have, those with most of it first: people with the greatest "
        "advantage get the first of them.",
    )
    pay: Pay = Field(description="Pay, industries and occupations.")
    mean_hours: MeanHours | None = Field(default=None, description="Mean hours to be met.")
    visits: list[VisitHeld] = Field(description="When people were asked; [] for never.")
    instruments: list[Instrument] = Field(description="What people were asked; [] for nothing.")
    contacts: ContactLog | None = Field(default=None, description="Contacts with specialists.")
    reviews: ReviewRounds | None = Field(default=None, description="Reviews of fidelity.")
    monthly: Monthly | None = Field(default=None, description="A yes or no in each month.")
    files: list[RawFile] = Field(min_length=1, description="The files written.")
    notes: list[Sentence] = Field(description="Assumptions told in the README; [] for none.")
    figures: list[Figure] = Field(description="Every published figure and what became of it.")
