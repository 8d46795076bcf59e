"""The sheet that pictures are drawn on: pixels, y running down, and a height that follows.

There are no axes and no layout engine: measuring everything again for it is most of what a chart
costs. Nothing global is touched, so that threads may draw side by side. Importing this module loads
matplotlib, about a second: the pictures do it when the first one is drawn.
"""

import io
from collections.abc import Callable, Iterable
from typing import Literal, TypeVar

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch
from matplotlib.transforms import Affine2D
from PIL import Image

from bot.charts.lettering import DPI, balanced, fit, largest, measure, properties, wrap
from bot.charts.theme import BODY, INK, INNER, MARGIN, MUTED, PAPER, SUBTITLE, TITLE, WIDTH, Style

Picture = TypeVar("Picture")

COLOURS = 48
"""Enough for flat fills and the greys of letters."""


class Sheet:
    wrap = staticmethod(wrap)
    balanced = staticmethod(balanced)
    largest = staticmethod(largest)

    def __init__(self) -> None:
        self.figure = Figure(figsize=(WIDTH / DPI, 1), dpi=DPI, facecolor=PAPER)
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
        anchor: Literal["left", "center", "right"] = "left",
    ) -> float:
        """Put one line, cut to the width; give how much of it was taken."""
        fitting = fit(words, style, width)
        self.figure.text(
            x,
            baseline,
            fitting,
            transform=self._down,
            fontproperties=properties(style),
            color=colour,
            ha=anchor,
            va="baseline",
            parse_math=False,  # a name may hold two dollar signs
        )
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
        pixels = renderer.buffer_rgba()  # type: ignore[no-untyped-call]  # see above
        png = _packed(Image.frombuffer("RGBA", (WIDTH, height), pixels))
        vars(renderer).clear()  # its texts hold it in circles: seven megabytes until the collector
        return png


def drawn(compose: Callable[[Sheet, Picture], None], picture: Picture) -> bytes:
    sheet = Sheet()
    compose(sheet, picture)
    return sheet.png()


def _packed(picture: Image.Image) -> bytes:
    """Give the picture in its most frequent colours: a third of the bytes of all of them.

    Fills keep their exact colour, as they are large; only the edges of letters are rounded. The
    ways of Pillow are slower, or make white paper grey and two pale fills one.
    """
    counted = picture.convert("RGB").getcolors(picture.width * picture.height) or []
    colours = np.array([colour for _, colour in sorted(counted, reverse=True)], dtype=np.int32)
    kept = colours[:COLOURS]
    nearest = ((colours[:, None] - kept) ** 2).sum(axis=2).argmin(axis=1).astype(np.uint8)
    codes = (colours @ (1, 1 << 8, 1 << 16)).astype(np.uint32)
    order = codes.argsort()
    pixels = np.asarray(picture).view("<u4")[..., 0] & np.uint32(0xFFFFFF)
    few = Image.fromarray(nearest[order][np.searchsorted(codes[order], pixels)])
    few.putpalette(kept.astype(np.uint8).tobytes())
    out = io.BytesIO()
    few.save(out, "PNG")
    return out.getvalue()
