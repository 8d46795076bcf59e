"""The sheet that pictures are drawn on: pixels, y running down, and a height that follows.

matplotlib draws the shapes and Pillow sets the letters, ten times as fast. There are no axes and no
layout engine: measuring everything again for it is most of what a chart costs. Nothing global is
touched, so that threads may draw side by side. Importing this module loads matplotlib, about a
second: the pictures do it when the first one is drawn.
"""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeVar

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw

from bot.charts.lettering import DPI, balanced, fit, font, largest, measure, wrap
from bot.charts.theme import BODY, INK, INNER, MARGIN, MUTED, PAPER, SUBTITLE, TITLE, WIDTH, Style

Picture = TypeVar("Picture")
Anchor = Literal["left", "center", "right"]
Pixels = NDArray[np.uint8]

ANCHORS: dict[Anchor, str] = {"left": "ls", "center": "ms", "right": "rs"}
"""Pillow's names for the point of a line that stands where it was put: s is the baseline."""
COLOURS = 48
"""Enough for flat fills and the greys of letters."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of words that fits; it lies above every shape."""

    words: str
    x: float
    baseline: float
    style: Style
    colour: str
    anchor: Anchor

    def draw(self, renderer: RendererAgg) -> None:
        left, bottom, coverage = _letters(self.words, self.style, self.anchor)
        pixels = np.empty((*coverage.shape, 4), np.uint8)
        pixels[..., :3] = ImageColor.getrgb(self.colour)
        pixels[..., 3] = coverage
        corner = round(self.x) + left, renderer.height - round(self.baseline) - bottom
        renderer.draw_image(renderer.new_gc(), *corner, pixels)


class Sheet:
    wrap = staticmethod(wrap)
    balanced = staticmethod(balanced)
    largest = staticmethod(largest)

    def __init__(self) -> None:
        self.figure = Figure(figsize=(WIDTH / DPI, 1), dpi=DPI, facecolor=PAPER)
        self.lines: list[Line] = []
        self.y: float = MARGIN
        """How far down the sheet is filled."""
        self._down = Affine2D().scale(1, -1)

    def heading(self, title: str, subtitle: str) -> None:
        for line in balanced(title, TITLE, INNER, 3):
            self.paragraph(line, TITLE, lines=1)
        self.paragraph(subtitle, SUBTITLE, MUTED, lines=2)
        self.y += 24

    def footer(self, lines: Iterable[str]) -> None:
        self.y += 16
        for line in lines:
            self.paragraph(line, BODY, MUTED, lines=3)

    def paragraph(
        self,
        words: str,
        style: Style,
        colour: str = INK,
        *,
        lines: int,
        left: float = MARGIN,
        width: float = INNER,
    ) -> None:
        """Add at most so many lines below what is there."""
        for line in wrap(words, style, width, lines):
            self.text(left, self.y + style.leading * 0.75, line, style, colour, width=width)
            self.y += style.leading

    def text(
        self,
        x: float,
        baseline: float,
        words: str,
        style: Style,
        colour: str = INK,
        *,
        width: float,
        anchor: Anchor = "left",
    ) -> float:
        """Put one line, cut to the width; give how much of it was taken."""
        fitting = fit(words, style, width)
        if fitting:
            self.lines.append(Line(fitting, x, baseline, style, colour, anchor))
        return measure(fitting, style)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str,
        edge: str | None = None,
        radius: float = 0,
    ) -> None:
        self.figure.add_artist(
            FancyBboxPatch(
                (x, y),
                width,
                height,
                boxstyle=f"round,pad=0,rounding_size={radius}",
                transform=self._down,
                facecolor=fill,
                edgecolor=edge or "none",
                linewidth=3 if edge else 0,
            )
        )

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        colour: str,
        *,
        width: float = 2,
        dash: tuple[float, float] | None = None,
    ) -> None:
        self.figure.add_artist(
            Line2D(
                (start[0], end[0]),
                (start[1], end[1]),
                transform=self._down,
                color=colour,
                linewidth=width,
                linestyle=(0, dash) if dash else "solid",
                zorder=1,  # as boxes: what comes later covers
            )
        )

    def png(self) -> bytes:
        height = round(self.y) + MARGIN
        self.figure.set_size_inches(WIDTH / DPI, height / DPI)
        self._down.translate(0, height)
        renderer = RendererAgg(WIDTH, height, DPI)  # type: ignore[no-untyped-call]  # typed in part
        self.figure.draw(renderer)
        for line in self.lines:
            line.draw(renderer)
        return _packed(np.asarray(renderer.buffer_rgba()))  # type: ignore[no-untyped-call]  # see above


def drawn(compose: Callable[[Sheet, Picture], None], picture: Picture) -> bytes:
    sheet = Sheet()
    compose(sheet, picture)
    return sheet.png()


@lru_cache(maxsize=256)
def _letters(words: str, style: Style, anchor: Anchor) -> tuple[int, int, Pixels]:
    """Give where a line's letters begin and end from its anchor, and how much of each pixel is ink.

    Most lines of a picture stood in the one before: days, labels, what a colour means.
    """
    box = font(style).getbbox(words, anchor=ANCHORS[anchor])
    left, top, right, bottom = map(round, box)
    letters = Image.new("L", (right - left, bottom - top))
    ImageDraw.Draw(letters).text((-left, -top), words, 255, font(style), ANCHORS[anchor])
    return left, bottom, np.flipud(np.asarray(letters))  # Agg counts rows from below


def _packed(picture: Pixels) -> bytes:
    """Give the picture in its most frequent colours: a third of the bytes of all of them.

    Fills keep their exact colour, as they are large; only the edges of letters are rounded. The
    ways of Pillow are slower, or make white paper grey and two pale fills one.
    """
    pixels = picture.view("<u4").ravel()
    starts = np.append(0, np.flatnonzero(pixels[1:] != pixels[:-1]) + 1)
    lengths = np.diff(starts, append=pixels.size)
    colours, run_colours = np.unique(pixels[starts], return_inverse=True)
    frequent = np.bincount(run_colours, weights=lengths).argsort()[::-1]
    channels = colours.view(np.uint8).reshape(-1, 4)[:, :3].astype(np.int32)
    kept = channels[frequent[:COLOURS]]
    nearest = ((channels[:, None] - kept) ** 2).sum(axis=2).argmin(axis=1).astype(np.uint8)
    packed = np.repeat(nearest[run_colours], lengths).reshape(picture.shape[:2])
    few = Image.fromarray(packed)
    few.putpalette(kept.astype(np.uint8).tobytes())
    out = io.BytesIO()
    few.save(out, "PNG")
    return out.getvalue()
