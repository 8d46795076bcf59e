"""How every picture looks. Sizes are pixels of 1080 across; a phone shows a third of them."""

from dataclasses import dataclass

WIDTH = 1080
MARGIN = 40
INNER = WIDTH - 2 * MARGIN

PAPER = "#FFFFFF"
INK = "#1F2A37"
MUTED = "#55606E"
RULE = "#D5DAE0"
TRACK = "#E3E8ED"
ACCENT = "#2B7A78"
SECOND = "#B4552D"
NOTICE = "#F2C45A"


@dataclass(frozen=True, slots=True)
class Style:
    size: int
    bold: bool = False

    @property
    def leading(self) -> int:
        """From line to line: Vietnamese capitals carry two marks above them."""
        return round(self.size * 1.36)

    @property
    def rise(self) -> int:
        """From the middle of a capital down to the baseline."""
        return round(self.size * 0.36)


TITLE = Style(42, bold=True)
SUBTITLE = Style(32)
STRONG = Style(34, bold=True)
FIGURE = Style(38, bold=True)
BODY = Style(32)
SMALL = Style(28)
TINY = Style(26)
FIGURES = (FIGURE, STRONG, SMALL, TINY, Style(20))
"""From large to small, for numbers that must not be cut."""


def mix(low: str, high: str, share: float) -> str:
    """Give the colour that lies at `share` of the way between two."""
    pairs = zip(_channels(low), _channels(high), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)


def ink_on(fill: str) -> str:
    """Give the ink that reads on the fill."""
    red, green, blue = _channels(fill)
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else PAPER


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
