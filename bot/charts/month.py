"""One person's month as a calendar."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.charts import theme

if TYPE_CHECKING:
    from bot.charts.sheet import Sheet


class DayState(StrEnum):
    MET = "met"
    """Approved, and every criterion met."""
    EXCEPTION = "exception"
    """Approved, with something not met or noted."""
    WAITING = "waiting"
    RETURNED = "returned"
    MISSING = "missing"
    """Due and never sent; a draft is missing too."""
    LEAVE = "leave"
    OFF = "off"
    FUTURE = "future"
    OUTSIDE = "outside"
    """Before joining or after leaving."""


@dataclass(frozen=True, slots=True)
class DayCell:
    day: date
    state: DayState
    label: str = ""
    """A word below the number, six letters or so: a holiday, a score."""


@dataclass(frozen=True, slots=True)
class LegendItem:
    state: DayState
    label: str


@dataclass(frozen=True, slots=True)
class CriterionBar:
    label: str
    share: float | None
    """How often it was met, from 0 to 1; None where it never applied."""
    share_label: str
    moved: int = 0
    """Points of 100 up or down since the month before; 0 where that is no news."""


@dataclass(frozen=True, slots=True)
class MonthPicture:
    title: str
    subtitle: str
    weekdays: tuple[str, ...]
    """Seven labels, Monday first."""
    days: tuple[DayCell, ...]
    legend: tuple[LegendItem, ...]
    bars: tuple[CriterionBar, ...] = ()
    footer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Look:
    """Colour and sign both tell the state: one in twelve men does not see the colours."""

    fill: str
    sign: str = ""
    edge: str | None = None
    ink: str = theme.INK


_LOOKS = {
    DayState.MET: _Look("#2F8F83", "✓", ink=theme.PAPER),
    DayState.EXCEPTION: _Look("#F2C45A", "!"),
    DayState.WAITING: _Look("#A9CCEB", "…"),
    DayState.RETURNED: _Look("#B4552D", "↩", ink=theme.PAPER),
    DayState.MISSING: _Look("#F9DCD2", "✗", edge="#C98A73"),
    DayState.LEAVE: _Look("#C9B3E3", "–"),
    DayState.OFF: _Look("#D3D9E0", ink=theme.MUTED),
    DayState.FUTURE: _Look(theme.PAPER, edge=theme.RULE, ink=theme.MUTED),
    DayState.OUTSIDE: _Look("#ECEEF1", ink=theme.MUTED),
}

_GAP = 10
_CELL = (theme.INNER - 6 * _GAP) / 7
_CELL_HEIGHT = 112
_SWATCH = 46
_BAR_ROW = 54
_TRACK_LEFT = theme.MARGIN + 470
_TRACK = 180


def draw(picture: MonthPicture) -> bytes:
    """Give the picture as PNG. Slow for an event loop: `Studio` calls it."""
    from bot.charts.sheet import drawn  # noqa: PLC0415 - loads matplotlib: only a drawing pays

    return drawn(compose, picture)


def compose(sheet: "Sheet", picture: MonthPicture) -> None:
    sheet.heading(picture.title, picture.subtitle)
    _weekdays(sheet, picture.weekdays)
    _days(sheet, picture.days)
    _legend(sheet, picture.legend)
    _bars(sheet, picture.bars)
    sheet.footer(picture.footer)


def _weekdays(sheet: "Sheet", labels: tuple[str, ...]) -> None:
    for column, label in enumerate(labels):
        centre = _left(column) + _CELL / 2
        sheet.text(
            centre, sheet.y + 28, label, theme.SMALL, theme.MUTED, width=_CELL, anchor="center"
        )
    sheet.y += 44


def _days(sheet: "Sheet", cells: tuple[DayCell, ...]) -> None:
    if not cells:
        return
    first = min(cell.day for cell in cells)
    monday = first.toordinal() - first.weekday()
    top, row = sheet.y, 0
    for cell in cells:
        row, column = divmod(cell.day.toordinal() - monday, 7)
        _day(sheet, _left(column), top + row * (_CELL_HEIGHT + _GAP), cell)
    sheet.y = top + (row + 1) * (_CELL_HEIGHT + _GAP)


def _day(sheet: "Sheet", x: float, y: float, cell: DayCell) -> None:
    look = _LOOKS[cell.state]
    sheet.box(x, y, _CELL, _CELL_HEIGHT, fill=look.fill, edge=look.edge, radius=14)
    sheet.text(x + 14, y + 44, str(cell.day.day), theme.STRONG, look.ink, width=_CELL / 2)
    right = x + _CELL - 14
    sheet.text(right, y + 44, look.sign, theme.STRONG, look.ink, width=_CELL / 2, anchor="right")
    sheet.text(x + 14, y + 92, cell.label, theme.TINY, look.ink, width=_CELL - 24)


def _legend(sheet: "Sheet", items: tuple[LegendItem, ...]) -> None:
    """Set two a row: one column would double the picture, three would cut Vietnamese labels."""
    sheet.y += 18
    half = theme.INNER / 2
    for index, item in enumerate(items):
        row, column = divmod(index, 2)
        x, y = theme.MARGIN + column * half, sheet.y + row * (_SWATCH + 14)
        look = _LOOKS[item.state]
        middle = y + _SWATCH / 2
        sheet.box(x, y, _SWATCH, _SWATCH, fill=look.fill, edge=look.edge, radius=10)
        sheet.text(
            x + _SWATCH / 2,
            middle + theme.BODY.rise,
            look.sign,
            theme.BODY,
            look.ink,
            width=_SWATCH,
            anchor="center",
        )
        room = half - _SWATCH - 32
        sheet.text(x + _SWATCH + 16, middle + theme.BODY.rise, item.label, theme.BODY, width=room)
    sheet.y += (len(items) + 1) // 2 * (_SWATCH + 14)


def _bars(sheet: "Sheet", bars: tuple[CriterionBar, ...]) -> None:
    sheet.y += 26 if bars else 0
    for bar in bars:
        middle = sheet.y + _BAR_ROW / 2
        baseline = middle + theme.SMALL.rise
        sheet.text(theme.MARGIN, baseline, bar.label, theme.SMALL, width=_TRACK_LEFT - 64)
        sheet.box(_TRACK_LEFT, middle - 15, _TRACK, 30, fill=theme.TRACK, radius=8)
        if bar.share:
            width = max(bar.share * _TRACK, 16)
            sheet.box(_TRACK_LEFT, middle - 15, width, 30, fill=theme.ACCENT, radius=8)
        left = _TRACK_LEFT + _TRACK + 18
        sheet.text(left, baseline, bar.share_label, theme.SMALL, width=230)
        if bar.moved:
            arrow, colour = ("▲", theme.ACCENT) if bar.moved > 0 else ("▼", theme.SECOND)
            moved = f"{arrow} {abs(bar.moved)}"
            right = theme.WIDTH - theme.MARGIN
            sheet.text(right, baseline, moved, theme.SMALL, colour, width=110, anchor="right")
        sheet.y += _BAR_ROW


def _left(column: int) -> float:
    return theme.MARGIN + column * (_CELL + _GAP)
