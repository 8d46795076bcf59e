"""A unit's score beside its own past and the median of its block."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.charts import theme

if TYPE_CHECKING:
    from bot.charts.sheet import Sheet


@dataclass(frozen=True, slots=True)
class MonthRow:
    label: str
    score: float | None
    """Of 100."""
    score_label: str
    rate_label: str


@dataclass(frozen=True, slots=True)
class ComparisonPicture:
    title: str
    """A message, not the name of a metric."""
    subtitle: str
    score_heading: str
    rate_heading: str
    rows: tuple[MonthRow, ...]
    """At most six months, the one that it is about last."""
    median: float | None = None
    median_label: str = ""
    footer: tuple[str, ...] = ()


_ROW = 92
_TRACK_LEFT = theme.MARGIN + 190
_SCORE = theme.MARGIN + 830
_RATE = theme.WIDTH - theme.MARGIN
_TRACK_RIGHT = _SCORE - 130
_DOT = 34
_STEPS = (90, 80, 50, 0)
"""Where the scale may begin: scores of an office lie close together below 100."""
_DASH = (6.0, 3.0)


def draw(picture: ComparisonPicture) -> bytes:
    """Give the picture as PNG. Slow for an event loop: `Studio` calls it."""
    from bot.charts.sheet import drawn  # noqa: PLC0415 - loads matplotlib: only a drawing pays

    return drawn(compose, picture)


def compose(sheet: "Sheet", picture: ComparisonPicture) -> None:
    sheet.heading(picture.title, picture.subtitle)
    values = [row.score for row in picture.rows if row.score is not None]
    values += [] if picture.median is None else [picture.median]
    low = next(step for step in _STEPS if step <= min(values, default=_STEPS[0]))
    _headings(sheet, picture, low)
    top = sheet.y
    for place, row in enumerate(picture.rows):
        _row(sheet, row, low, last=place == len(picture.rows) - 1)
    if picture.median is not None:
        x = _place(picture.median, low)
        sheet.line((x, top), (x, sheet.y), theme.SECOND, width=4, dash=_DASH)
        _key(sheet, picture.median_label)
    sheet.footer(picture.footer)


def _headings(sheet: "Sheet", picture: ComparisonPicture, low: int) -> None:
    style = theme.SMALL
    baseline = sheet.y + style.leading * 0.75
    for x, words, width in (
        (_SCORE, picture.score_heading, 112),
        (_RATE, picture.rate_heading, 150),
    ):
        sheet.text(x, baseline, words, style, theme.MUTED, width=width, anchor="right")
    for value in (low, (low + 100) // 2, 100):
        sheet.text(
            _place(value, low),
            baseline,
            str(value),
            style,
            theme.MUTED,
            width=90,
            anchor="center",
        )
    sheet.y += style.leading + 8


def _row(sheet: "Sheet", row: MonthRow, low: int, *, last: bool) -> None:
    """Set a dot on a track: a bar that does not begin at 0 would tell a wrong proportion."""
    middle = sheet.y + _ROW / 2
    style = theme.STRONG if last else theme.BODY
    sheet.text(theme.MARGIN, middle + style.rise, row.label, style, width=175)
    sheet.box(_TRACK_LEFT, middle - 4, _TRACK_RIGHT - _TRACK_LEFT, 8, fill=theme.TRACK, radius=4)
    if row.score is not None:
        half = _DOT / 2 * (1.25 if last else 1)
        x = _place(row.score, low)
        fill = theme.ACCENT if last else theme.mix(theme.ACCENT, theme.PAPER, 0.45)
        sheet.box(x - half, middle - half, 2 * half, 2 * half, fill=fill, radius=half)
    sheet.text(_SCORE, middle + style.rise, row.score_label, style, width=120, anchor="right")
    small = theme.SMALL
    sheet.text(
        _RATE, middle + small.rise, row.rate_label, small, theme.MUTED, width=150, anchor="right"
    )
    sheet.y += _ROW


def _key(sheet: "Sheet", label: str) -> None:
    sheet.y += 14
    middle = sheet.y + 24
    ends = (theme.MARGIN, middle), (theme.MARGIN + 60, middle)
    sheet.line(*ends, theme.SECOND, width=4, dash=_DASH)
    sheet.paragraph(label, theme.BODY, lines=2, left=theme.MARGIN + 80, width=theme.INNER - 80)


def _place(value: float, low: int) -> float:
    room = _TRACK_RIGHT - _TRACK_LEFT - 1.25 * _DOT
    return _TRACK_LEFT + 0.625 * _DOT + room * (value - low) / (100 - low)
