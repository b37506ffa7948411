"""The boxes of the flow diagram: what stands in them, and how large that makes them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ipsanalysis.figures.flow_counts import ArmFlow, Flow
from ipsanalysis.figures.measure import lines
from ipsanalysis.figures.page import Page
from ipsanalysis.figures.style import LINE
from ipsanalysis.figures.words import counted
from ipsanalysis.plan.study import Plan
from ipsanalysis.tables.flow import ENDINGS
from ipsanalysis.tables.labels import counted as counted_time

ABSENT = "not in the data"
_PAD = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box of the diagram.

    Attributes:
        head: The sentence with its number, set bold.
        details: Further sentences, each on a line of its own.
    """

    head: str
    details: Sequence[str] = ()

    @property
    def words(self) -> str:
        """All that stands in the box, as a sentence."""
        return ": ".join(part for part in (self.head, "; ".join(self.details)) if part) + "."

    def height(self, wide: float) -> float:
        """Return the height in mm of a box of that width."""
        return sum(len(part) for part in self._broken(wide)) * LINE + 2 * _PAD

    def draw(self, page: Page, x: float, y: float, size: tuple[float, float]) -> None:
        """Draw the box with its top left corner at x, y, of a width and height."""
        head, details = self._broken(size[0])
        page.rectangle(x, y, size)
        page.write(x + _PAD, y + _PAD, head, bold=True)
        page.write(x + _PAD, y + _PAD + len(head) * LINE, details)

    def _broken(self, wide: float) -> tuple[list[str], list[str]]:
        room = wide - 2 * _PAD
        details = [line for text in self.details for line in lines(text, room)]
        return lines(self.head, room, bold=True), details


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmBoxes:
    """The boxes of one arm, downward; `ended` and `not_analysed` stand to the side."""

    allocated: Box
    ended: Box
    completed: Box
    not_analysed: Box
    analysed: Box

    def __iter__(self) -> Iterator[Box]:
        """Go through the boxes, downward."""
        yield from (self.allocated, self.ended, self.completed, self.not_analysed, self.analysed)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowBoxes:
    """All boxes: those of enrolment, and those of each arm from left to right."""

    assessed: Box
    excluded: Box
    randomised: Box
    arms: Sequence[ArmBoxes]


def flow_boxes(plan: Plan, flow: Flow, outcome: str) -> FlowBoxes:
    """Put the counts in words.

    Args:
        plan: The plan.
        flow: The counts.
        outcome: Label of the primary outcome.

    Returns:
        The boxes.
    """
    left = None if flow.assessed is None else flow.assessed - flow.randomised
    return FlowBoxes(
        assessed=_box("Assessed for eligibility", flow.assessed),
        excluded=_box("Excluded", left),
        randomised=_box("Randomised", flow.randomised),
        arms=[_arm_boxes(plan, arm.label, flow.arms[arm.id], outcome) for arm in plan.arms],
    )


def _arm_boxes(plan: Plan, label: str, arm: ArmFlow, outcome: str) -> ArmBoxes:
    events = {**ENDINGS, **{event.id: event.label for event in plan.intercurrent_events}}
    ended = {events.get(reason, reason): number for reason, number in arm.ended.items()}
    received = ABSENT if arm.received is None else f"{arm.received:,} (at least one contact)"
    follow_up = plan.follow_up
    early = None if arm.completed is None else sum(ended.values())
    return ArmBoxes(
        allocated=_box(f"Allocated to {label}", arm.allocated, f"Received it: {received}"),
        ended=_box("Follow-up ended early", early, *_reasons(ended)),
        completed=_box(
            "Followed to the end",
            arm.completed,
            counted_time(follow_up.length, follow_up.unit),
        ),
        not_analysed=_box(
            "Not analysed", sum(arm.not_analysed.values()), *_reasons(arm.not_analysed)
        ),
        analysed=_box("Analysed", arm.analysed, outcome),
    )


def _box(words: str, number: int | None, *details: str) -> Box:
    if number is None:
        return Box(head=words, details=[ABSENT, *details])
    return Box(head=f"{words} {counted([number])}", details=details)


def _reasons(numbers: Mapping[str, int]) -> list[str]:
    return [f"{reason}: {number:,}" for reason, number in numbers.items()]
