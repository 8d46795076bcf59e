"""A page of the standings as horizontal bars."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.charts import theme

if TYPE_CHECKING:
    from bot.charts.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Bar:
    rank_label: str
    """Ties carry the same."""
    name: str
    note: str
    """Small print below the name: the unit, the title. May be empty."""
    score: float
    score_label: str
    rate_label: str
    """The rate of reporting, in words short enough to stand below the score."""


@dataclass(frozen=True, slots=True)
class RankingPicture:
    title: str
    subtitle: str
    bars: tuple[Bar, ...]
    """At most ten read well on a phone."""
    footer: tuple[str, ...] = ()
    """Grey lines below: the rule, who is not ranked yet."""
    full_score: float = 100
    """The score that fills the whole track."""


_RANK = 108
_LEFT = theme.MARGIN + _RANK + 20
_ROOM = theme.WIDTH - theme.MARGIN - _LEFT
_RIGHT = theme.WIDTH - theme.MARGIN
_TRACK = 16


def draw(picture: RankingPicture) -> bytes:
    """Give the picture as PNG. Slow for an event loop: `Studio` calls it."""
    from bot.charts.sheet import drawn  # noqa: PLC0415 - loads matplotlib: only a drawing pays

    return drawn(compose, picture)


def compose(sheet: "Sheet", picture: RankingPicture) -> None:
    sheet.heading(picture.title, picture.subtitle)
    for bar in picture.bars:
        _row(sheet, bar, bar.score / picture.full_score)
    sheet.footer(picture.footer)


def _row(sheet: "Sheet", bar: Bar, share: float) -> None:
    """Set the words above their bar, so that no length of name or bar makes them meet."""
    _rank(sheet, bar.rank_label)
    score = sheet.text(
        _RIGHT, sheet.y + 36, bar.score_label, theme.FIGURE, width=_ROOM / 3, anchor="right"
    )
    sheet.paragraph(bar.name, theme.STRONG, lines=2, left=_LEFT, width=_ROOM - score - 24)
    rate = sheet.text(
        _RIGHT,
        sheet.y + 28,
        bar.rate_label,
        theme.SMALL,
        theme.MUTED,
        width=_ROOM / 2,
        anchor="right",
    )
    sheet.text(_LEFT, sheet.y + 28, bar.note, theme.SMALL, theme.MUTED, width=_ROOM - rate - 24)
    top = sheet.y + theme.SMALL.leading + 8
    sheet.box(_LEFT, top, _ROOM, _TRACK, fill=theme.TRACK, radius=_TRACK / 2)
    length = _ROOM * min(max(share, 0), 1)
    if length > _TRACK:  # a shorter one could not hold its round ends
        sheet.box(_LEFT, top, length, _TRACK, fill=theme.ACCENT, radius=_TRACK / 2)
    sheet.y = top + _TRACK + 30


def _rank(sheet: "Sheet", label: str) -> None:
    style = sheet.largest(label, theme.FIGURES, _RANK)
    centre = theme.MARGIN + _RANK / 2
    sheet.text(centre, sheet.y + 36, label, style, theme.ACCENT, width=_RANK, anchor="center")
