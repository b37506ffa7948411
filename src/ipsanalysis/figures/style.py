"""How every figure looks: sizes, type, and the colour, line and marker of each arm."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl

from ipsanalysis.plan.study import Plan

INCH = 25.4
WIDTH = 175.0
SIZE = 7.0
TITLE_SIZE = 9.0
LINE = 3.2
TITLE_LINE = 4.2
INK = "#1a1a1a"
GREY = "#595959"
RULE = "#b8b8b8"
SHADE = "#f0f0f0"
FONT = "DejaVu Sans"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmStyle:
    """How one arm is drawn, in every figure.

    The two colours are from the palette of Okabe and Ito, the blue darkened: they are told apart
    with any colour vision, and in grey by their lightness. Lines differ by dash, marks by shape.

    Attributes:
        label: The arm's name in the plan.
        color: The colour of its lines, marks and bars.
        dash: Dash of its lines, as matplotlib takes it.
        marker: Shape of its marks.
        hatch: Hatching of its bars.
    """

    label: str
    color: str
    dash: str | tuple[int, tuple[float, ...]]
    marker: str
    hatch: str

    @property
    def bar(self) -> dict[str, Any]:
        """How its bars are filled."""
        fill = "white" if self.hatch else self.color
        look = {"facecolor": fill, "edgecolor": self.color, "linewidth": 0.6}
        return {**look, "hatch": self.hatch} if self.hatch else look

    @property
    def band(self) -> dict[str, Any]:
        """How the bands of its intervals are filled."""
        return {"facecolor": (self.color, 0.15), "edgecolor": (self.color, 0.5), "linewidth": 0.4}


def arm_styles(plan: Plan) -> dict[str, ArmStyle]:
    """Return the style of each arm, by arm id, in the plan's order of arms."""
    styles = {
        "active": {"color": "#00355f", "dash": "solid", "marker": "o", "hatch": ""},
        "control": {"color": "#d55e00", "dash": (0, (3.0, 1.2)), "marker": "s", "hatch": "/////"},
    }
    return {arm.id: ArmStyle(label=arm.label, **styles[arm.role]) for arm in plan.arms}  # type: ignore[arg-type]


@contextmanager
def applied(salt: str = "figure") -> Iterator[None]:
    """Draw with matplotlib's own defaults and this style, whatever the user's settings are.

    Text in SVG is drawn as paths, so that the picture looks the same where the font is not
    installed; PDF carries the letters it uses as a Type 3 font, matplotlib's default.

    Args:
        salt: What the ids inside an SVG are made from.
    """
    with mpl.rc_context():
        defaults: dict[Any, Any] = dict(mpl.rcParamsDefault)
        mpl.rcParams.update({key: defaults[key] for key in defaults if key != "backend"})
        mpl.rcParams.update(
            {
                "font.family": FONT,
                "font.size": SIZE,
                "svg.fonttype": "path",
                "svg.hashsalt": salt,
                "axes.edgecolor": INK,
                "axes.linewidth": 0.6,
                "axes.spines.top": False,
                "axes.spines.right": False,
                "axes.unicode_minus": True,
                "text.hinting": "none",
                "text.color": INK,
                "xtick.color": INK,
                "ytick.color": INK,
                "xtick.major.width": 0.6,
                "ytick.major.width": 0.6,
                "xtick.major.size": 2.5,
                "ytick.major.size": 2.5,
                "hatch.linewidth": 0.5,
                "lines.solid_capstyle": "butt",
                "text.parse_math": False,
            }
        )
        yield
