"""A unit's month for its head: two pictures of an album."""

from dataclasses import dataclass
from datetime import date
from itertools import cycle, pairwise
from typing import TYPE_CHECKING

from bot.charts import theme

if TYPE_CHECKING:
    from bot.charts.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Share:
    value: float | None
    """From 0 to 1; None where nothing was answered."""
    label: str


@dataclass(frozen=True, slots=True)
class CriterionRow:
    label: str
    shares: tuple[Share, ...]
    """One a column, in the order of the columns."""


@dataclass(frozen=True, slots=True)
class CriteriaPicture:
    title: str
    """A message, not the name of a metric."""
    subtitle: str
    columns: tuple[str, ...]
    """The weeks, at most six."""
    rows: tuple[CriterionRow, ...]
    footer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParticipationDay:
    day: date
    share: float | None
    """Reports sent out of reports due, from 0 to 1; None on days off and days to come."""
    off: bool = False
    exceptional: float = 0.0
    """How much of the share is reports with an exception."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across the days to compare with: a goal, the block's median."""

    share: float
    label: str


@dataclass(frozen=True, slots=True)
class ParticipationPicture:
    title: str
    subtitle: str
    scale: tuple[str, str, str]
    """What stands at none, at half and at all: `("0%", "50%", "100%")`."""
    days: tuple[ParticipationDay, ...]
    marks: tuple[Mark, ...] = ()
    exception_label: str = ""
    """What the bars' other colour means; it is left out where no bar has it."""
    off_label: str = ""
    """What the shading means."""
    footer: tuple[str, ...] = ()


_SCALE = (
    (0.5, "#A9481F"),
    (0.7, "#DE8B45"),
    (0.85, "#F6D08C"),
    (0.95, "#EDF3EC"),
    (1.0, "#BFE0DB"),
)
"""From weak to met: orange against teal stays apart for eyes that miss red or green."""
_NOTHING = "#ECEEF1"
_CELL_HEIGHT = 92
CELL_GAP = 8
_LABEL = 376
_PLOT_LEFT = theme.MARGIN + 110
_PLOT_WIDTH = theme.WIDTH - theme.MARGIN - _PLOT_LEFT
_PLOT_HEIGHT = 440
_DASHES = ((6.0, 3.0), (2.0, 2.25))


def draw_criteria(picture: CriteriaPicture) -> bytes:
    """Give criteria by weeks as PNG. Slow for an event loop: `Studio` calls it."""
    from bot.charts.sheet import drawn  # noqa: PLC0415 - loads matplotlib: only a drawing pays

    return drawn(compose_criteria, picture)


def draw_participation(picture: ParticipationPicture) -> bytes:
    """Give the days' rates of reporting as PNG. Slow for an event loop: `Studio` calls it."""
    from bot.charts.sheet import drawn  # noqa: PLC0415 - loads matplotlib: only a drawing pays

    return drawn(compose_participation, picture)


def compose_criteria(sheet: "Sheet", picture: CriteriaPicture) -> None:
    sheet.heading(picture.title, picture.subtitle)
    step = (theme.INNER - _LABEL) / max(len(picture.columns), 1)
    _columns(sheet, picture.columns, step)
    for row in picture.rows:
        _criterion(sheet, row, step)
    sheet.footer(picture.footer)


def _columns(sheet: "Sheet", labels: tuple[str, ...], step: float) -> None:
    """Set up to two lines a label, the last ones level with each other."""
    style = theme.TINY
    wrapped = [sheet.wrap(label, style, step, 2) for label in labels]
    sheet.y += max(map(len, wrapped), default=0) * style.leading
    for column, lines in enumerate(wrapped):
        centre = theme.MARGIN + _LABEL + (column + 0.5) * step
        for above, line in enumerate(reversed(lines)):
            baseline = sheet.y - 6 - above * style.leading
            sheet.text(centre, baseline, line, style, theme.MUTED, width=step, anchor="center")
    sheet.y += 8


def _criterion(sheet: "Sheet", row: CriterionRow, step: float) -> None:
    middle = sheet.y + _CELL_HEIGHT / 2
    lines = sheet.balanced(row.label, theme.BODY, _LABEL - 24, 2)
    baseline = middle + theme.BODY.rise - (len(lines) - 1) * theme.BODY.leading / 2
    for line in lines:
        sheet.text(theme.MARGIN, baseline, line, theme.BODY, width=_LABEL - 24)
        baseline += theme.BODY.leading
    for column, share in enumerate(row.shares):
        x = theme.MARGIN + _LABEL + column * step + CELL_GAP / 2
        cell(sheet, x, step - CELL_GAP, share)
    sheet.y += _CELL_HEIGHT + CELL_GAP


def cell(
    sheet: "Sheet", x: float, width: float, share: Share, height: float = _CELL_HEIGHT
) -> None:
    fill = _NOTHING if share.value is None else _fill(share.value)
    sheet.box(x, sheet.y, width, height, fill=fill, radius=12)
    style = sheet.largest(share.label, theme.FIGURES[1:], width - 8)
    sheet.text(
        x + width / 2,
        sheet.y + height / 2 + style.rise,
        share.label,
        style,
        theme.ink_on(fill),
        width=width - 8,
        anchor="center",
    )


def _fill(share: float) -> str:
    for (low, weak), (high, strong) in pairwise(_SCALE):
        if share <= high:
            return theme.mix(weak, strong, max(share - low, 0) / (high - low))
    return _SCALE[-1][1]


def compose_participation(sheet: "Sheet", picture: ParticipationPicture) -> None:
    sheet.heading(picture.title, picture.subtitle)
    sheet.y += 10
    _plot(sheet, picture)
    sheet.y += _PLOT_HEIGHT + 54
    _key(sheet, picture)
    sheet.footer(picture.footer)


def _plot(sheet: "Sheet", picture: ParticipationPicture) -> None:
    floor = sheet.y + _PLOT_HEIGHT
    step = _PLOT_WIDTH / max(len(picture.days), 1)
    for place, day in enumerate(picture.days):
        if day.off:
            left, right = (round(_PLOT_LEFT + edge * step) for edge in (place, place + 1))
            sheet.box(left, sheet.y, right - left, _PLOT_HEIGHT, fill=theme.TRACK)
    for share, label in zip((0, 0.5, 1), picture.scale, strict=True):
        level = floor - share * _PLOT_HEIGHT
        sheet.line((_PLOT_LEFT, level), (_PLOT_LEFT + _PLOT_WIDTH, level), theme.RULE)
        sheet.text(
            _PLOT_LEFT - 14,
            level + theme.SMALL.rise,
            label,
            theme.SMALL,
            theme.MUTED,
            width=90,
            anchor="right",
        )
    for place, day in enumerate(picture.days):
        _bar(sheet, _PLOT_LEFT + place * step, step, floor, day)
    for mark, dash in zip(picture.marks, cycle(_DASHES)):
        level = floor - mark.share * _PLOT_HEIGHT
        ends = (_PLOT_LEFT, level), (_PLOT_LEFT + _PLOT_WIDTH, level)
        sheet.line(*ends, theme.SECOND, width=4, dash=dash)


def _bar(sheet: "Sheet", x: float, step: float, floor: float, day: ParticipationDay) -> None:
    """Draw nothing at all as a stub, so that it differs from a day without data."""
    if day.share is not None:
        height = max(day.share * _PLOT_HEIGHT, 5)
        left, width = x + step * 0.14, step * 0.72
        sheet.box(left, floor - height, width, height, fill=theme.ACCENT)
        if day.exceptional:
            high = max(day.exceptional * _PLOT_HEIGHT, 5)
            sheet.box(left, floor - height, width, high, fill=theme.NOTICE)
    if day.day.weekday() == 0:
        number = str(day.day.day)
        centre = x + step / 2
        sheet.text(
            centre, floor + 38, number, theme.SMALL, theme.MUTED, width=4 * step, anchor="center"
        )


def _key(sheet: "Sheet", picture: ParticipationPicture) -> None:
    left = _PLOT_LEFT - 80
    for mark, dash in zip(picture.marks, cycle(_DASHES)):
        middle = sheet.y + 24
        sheet.line((left, middle), (left + 60, middle), theme.SECOND, width=4, dash=dash)
        _key_label(sheet, left, mark.label)
    if picture.exception_label:
        sheet.box(left + 8, sheet.y + 6, 44, 36, fill=theme.NOTICE)
        _key_label(sheet, left, picture.exception_label)
    if picture.off_label:
        sheet.box(left + 8, sheet.y + 6, 44, 36, fill=theme.TRACK)
        _key_label(sheet, left, picture.off_label)


def _key_label(sheet: "Sheet", left: float, label: str) -> None:
    room = theme.WIDTH - theme.MARGIN - left - 80
    sheet.text(left + 80, sheet.y + 24 + theme.BODY.rise, label, theme.BODY, width=room)
    sheet.y += 50
