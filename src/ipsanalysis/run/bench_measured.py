"""What `make bench` measures."""

from dataclasses import dataclass

from ipsanalysis.run.bench_usage import Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What was measured on a study, or on a number of people drawn from it.

    Attributes:
        people: How many people; nothing where it takes more than counting the rows of one file.
        steps: What each step used, run by itself.
        own: Seconds of CPU time of each step's own work, without the start of Python and imports;
            empty where that was not measured.
        whole: What a whole run used, where that was measured.
    """

    people: int | None
    steps: dict[str, Usage]
    own: dict[str, float]
    whole: Usage | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """Seconds of CPU time of each step's own work on few people, from which growth is counted."""

    people: int
    own: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Seconds of wall time of the whole pipeline and of the peer, run one after the other."""

    ours: float
    peer: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Everything measured.

    Attributes:
        load: Processes at work on the machine before the measuring.
        together: What a run of all studies used.
        idle: What a run of all studies used that had nothing to do.
        studies: Each study by its id; all is measured of the first.
        reviews: Each meta-analysis by its id.
        many: Seconds of wall time of many meta-analyses, by how they are made.
        base: What growth of the first study's steps is counted from.
        sizes: Growing numbers of people drawn from the first study.
        pairs: Runs of the first study beside the peer; may be empty.
    """

    load: float
    together: Usage
    idle: Usage
    studies: dict[str, Measured]
    reviews: dict[str, Measured]
    many: dict[str, float]
    base: Base
    sizes: list[Measured]
    pairs: list[Pair]

    @property
    def first(self) -> Measured:
        """The first study."""
        return next(iter(self.studies.values()))
