"""A digest's pictures as anybody would draw them: pyplot, axes, tight layout, a PNG as it comes.

They hold the same elements with the same sizes and colours, on as many pixels.
"""

import io
from itertools import cycle
from math import nan

import matplotlib as mpl
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from bot.charts import theme
from bot.charts.digest import CriteriaPicture, ParticipationPicture

LEFT = theme.MARGIN / theme.WIDTH
DPI = 72
COLOURS = LinearSegmentedColormap.from_list(
    "weak to met", ["#A9481F", "#DE8B45", "#F6D08C", "#EDF3EC", "#BFE0DB"]
).with_extremes(bad="#ECEEF1")

mpl.use("Agg")


def criteria(picture: CriteriaPicture, height: int) -> bytes:
    figure, axes = _begun(picture, height)
    rows = picture.rows[::-1]
    shares = [[nan if cell.value is None else cell.value for cell in row.shares] for row in rows]
    axes.pcolormesh(shares, cmap=COLOURS, vmin=0.5, vmax=1, edgecolor=theme.PAPER, linewidth=8)
    for level, row in enumerate(rows):
        for place, cell in enumerate(row.shares):
            axes.text(
                place + 0.5,
                level + 0.5,
                cell.label,
                ha="center",
                va="center",
                fontsize=theme.STRONG.size,
                fontweight="bold",
                color=theme.INK,
            )
    columns = [place + 0.5 for place in range(len(picture.columns))]
    axes.set_xticks(columns, picture.columns, fontsize=theme.TINY.size, color=theme.MUTED)
    axes.xaxis.tick_top()
    labels = [row.label for row in rows]
    axes.set_yticks([level + 0.5 for level in range(len(rows))], labels, fontsize=theme.BODY.size)
    return _saved(figure, axes, picture.footer)


def participation(picture: ParticipationPicture, height: int) -> bytes:
    figure, axes = _begun(picture, height)
    for place, day in enumerate(picture.days):
        if day.off:
            axes.axvspan(place - 0.5, place + 0.5, color=theme.TRACK, linewidth=0, zorder=0)
    rates = [0 if day.share is None else max(day.share, 0.01) for day in picture.days]
    axes.bar(range(len(rates)), rates, width=0.72, color=theme.ACCENT)
    for mark, dash in zip(picture.marks, cycle(("dashed", "dotted"))):
        axes.axhline(mark.share, color=theme.SECOND, lw=4, linestyle=dash, label=mark.label)
    size = theme.SMALL.size
    axes.set_yticks((0, 0.5, 1), picture.scale, fontsize=size, color=theme.MUTED)
    mondays = [place for place, day in enumerate(picture.days) if day.day.weekday() == 0]
    numbers = [str(picture.days[place].day.day) for place in mondays]
    axes.set_xticks(mondays, numbers, fontsize=size, color=theme.MUTED)
    axes.set(xlim=(-0.5, len(rates) - 0.5), ylim=(0, 1))
    axes.grid(axis="y", color=theme.RULE, linewidth=2)
    handles, labels = axes.get_legend_handles_labels()
    axes.legend(
        [*handles, Patch(color=theme.TRACK)],
        [*labels, picture.off_label],
        loc="upper left",
        bbox_to_anchor=(-0.1, -0.08),
        fontsize=theme.BODY.size,
        frameon=False,
    )
    return _saved(figure, axes, picture.footer)


def _begun(picture: CriteriaPicture | ParticipationPicture, height: int) -> tuple[Figure, Axes]:
    figure, axes = plt.subplots(figsize=(theme.WIDTH / DPI, height / DPI), dpi=DPI)
    figure.suptitle(
        picture.title,
        x=LEFT,
        ha="left",
        wrap=True,
        fontsize=theme.TITLE.size,
        fontweight="bold",
        color=theme.INK,
    )
    axes.set_title(picture.subtitle, loc="left", fontsize=theme.SUBTITLE.size, color=theme.MUTED)
    return figure, axes


def _saved(figure: Figure, axes: Axes, footer: tuple[str, ...]) -> bytes:
    axes.set_frame_on(False)
    axes.tick_params(length=0)
    figure.text(LEFT, 0.02, "\n".join(footer), fontsize=theme.BODY.size, color=theme.MUTED)
    figure.tight_layout()
    out = io.BytesIO()
    figure.savefig(out, format="png")
    plt.close(figure)
    return out.getvalue()
