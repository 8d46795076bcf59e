"""The whole office for the council: units by block, who reports, and what weakens."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.charts import theme
from bot.charts.digest import CELL_GAP, Share, cell

if TYPE_CHECKING:
    from bot.charts.sheet import Sheet


@dataclass(frozen=True, slots=True)
class UnitBar:
    rank_label: str
    name: str
    score: float
    """Of 100."""
    score_label: str
    move_label: str
    """What changed since, in few signs: `▲ 2,1`, `mới`. May be empty."""
    fell: bool = False


@dataclass(frozen=True, slots=True)
class BlockBars:
    title: str
    """Empty where the office has no blocks."""
    bars: tuple[UnitBar, ...]
    left_out: str = ""
    """Says how many units are not shown between the best and the last ones."""
    gap_after: int = 0
    """After how many bars it says so."""


@dataclass(frozen=True, slots=True)
class UnitsPicture:
    title: str
    """A message, not the name of a metric."""
    subtitle: str
    blocks: tuple[BlockBars, ...]
    footer: tuple[str, ...] = ()
    """Grey: who is not ranked and why."""


@dataclass(frozen=True, slots=True)
class CoverageBar:
    name: str
    share: float | None
    """From 0 to 1; None where nobody was to report."""
    share_label: str
    note: str
    low: bool


@dataclass(frozen=True, slots=True)
class CoveragePicture:
    title: str
    subtitle: str
    goal: float
    """From 0 to 1."""
    goal_label: str
    bars: tuple[CoverageBar, ...]
    footer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WeakRow:
    label: str
    total_label: str
    move_label: str
    fell: bool
    shares: tuple[Share, ...]
    """One a column."""


@dataclass(frozen=True, slots=True)
class WeakPicture:
    title: str
    subtitle: str
    columns: tuple[str, ...]
    """Weeks or months: at most twelve."""
    rows: tuple[WeakRow, ...]
    footer: tuple[str, ...] = ()


_RIGHT = theme.WIDTH - theme.MARGIN
_RANK = 70
_LEFT = theme.MARGIN + _RANK
_TRACK = 14
_CELL_HEIGHT = 60


def draw_units(picture: UnitsPicture) -> bytes:
    """Give units by block as PNG. Slow for an event loop: `Studio` calls it."""
    from bot.charts.sheet import drawn  # noqa: PLC0415 - loads matplotlib: only a drawing pays

    return drawn(compose_units, picture)


def draw_coverage(picture: CoveragePicture) -> bytes:
    """Give rates of reporting by unit as PNG. Slow for an event loop: `Studio` calls it."""
    from bot.charts.sheet import drawn  # noqa: PLC0415 - loads matplotlib: only a drawing pays

    return drawn(compose_coverage, picture)


def draw_weak(picture: WeakPicture) -> bytes:
    """Give criteria, the weakest first, as PNG. Slow for an event loop: `Studio` calls it."""
    from bot.charts.sheet import drawn  # noqa: PLC0415 - loads matplotlib: only a drawing pays

    return drawn(compose_weak, picture)


def compose_units(sheet: "Sheet", picture: UnitsPicture) -> None:
    sheet.heading(picture.title, picture.subtitle)
    for block in picture.blocks:
        if block.title:
            sheet.y += 10
            sheet.paragraph(block.title, theme.STRONG, theme.ACCENT, lines=2)
            sheet.line((theme.MARGIN, sheet.y + 4), (_RIGHT, sheet.y + 4), theme.RULE)
            sheet.y += 18
        for place, bar in enumerate(block.bars):
            if block.left_out and place == block.gap_after:
                _left_out(sheet, block.left_out)
            _unit(sheet, bar)
        if block.left_out and block.gap_after >= len(block.bars):
            _left_out(sheet, block.left_out)
    sheet.footer(picture.footer)


def _left_out(sheet: "Sheet", words: str) -> None:
    sheet.paragraph(words, theme.SMALL, theme.MUTED, lines=1, left=_LEFT, width=_RIGHT - _LEFT)
    sheet.y += 14


def _unit(sheet: "Sheet", bar: UnitBar) -> None:
    """Set the words above their bar, so that no length of name or bar makes them meet."""
    style = sheet.largest(bar.rank_label, theme.FIGURES[1:], _RANK - 16)
    sheet.text(theme.MARGIN, sheet.y + 34, bar.rank_label, style, theme.MUTED, width=_RANK - 16)
    taken = sheet.text(
        _RIGHT, sheet.y + 34, bar.score_label, theme.FIGURE, width=200, anchor="right"
    )
    colour = theme.SECOND if bar.fell else theme.MUTED
    taken += 20 + sheet.text(
        _RIGHT - taken - 20,
        sheet.y + 34,
        bar.move_label,
        theme.SMALL,
        colour,
        width=170,
        anchor="right",
    )
    sheet.paragraph(bar.name, theme.BODY, lines=2, left=_LEFT, width=_RIGHT - _LEFT - taken - 24)
    _bar(sheet, bar.score / 100, theme.ACCENT)


def _bar(sheet: "Sheet", share: float, colour: str) -> None:
    room = _RIGHT - _LEFT
    top = sheet.y + 8
    sheet.box(_LEFT, top, room, _TRACK, fill=theme.TRACK, radius=_TRACK / 2)
    length = room * min(max(share, 0), 1)
    if length > _TRACK:  # a shorter one could not hold its round ends
        sheet.box(_LEFT, top, length, _TRACK, fill=colour, radius=_TRACK / 2)
    sheet.y = top + _TRACK + 22


def compose_coverage(sheet: "Sheet", picture: CoveragePicture) -> None:
    sheet.heading(picture.title, picture.subtitle)
    goal = _LEFT + (_RIGHT - _LEFT) * picture.goal
    if picture.bars:
        sheet.line((_LEFT, sheet.y + 4), (_LEFT, sheet.y + 34), theme.INK, width=4)
        room = _RIGHT - _LEFT - 20
        sheet.text(_LEFT + 20, sheet.y + 29, picture.goal_label, theme.SMALL, width=room)
        sheet.y += 58
    for bar in picture.bars:
        _coverage(sheet, bar, goal)
    sheet.footer(picture.footer)


def _coverage(sheet: "Sheet", bar: CoverageBar, goal: float) -> None:
    taken = sheet.text(
        _RIGHT, sheet.y + 34, bar.share_label, theme.FIGURE, width=260, anchor="right"
    )
    sheet.paragraph(bar.name, theme.BODY, lines=2, left=_LEFT, width=_RIGHT - _LEFT - taken - 24)
    if bar.note:
        room = _RIGHT - _LEFT
        sheet.paragraph(bar.note, theme.SMALL, theme.MUTED, lines=1, left=_LEFT, width=room)
    top = sheet.y
    _bar(sheet, bar.share or 0, theme.SECOND if bar.low else theme.ACCENT)
    sheet.line((goal, top + 2), (goal, top + _TRACK + 14), theme.INK, width=4)


def compose_weak(sheet: "Sheet", picture: WeakPicture) -> None:
    sheet.heading(picture.title, picture.subtitle)
    step = theme.INNER / max(len(picture.columns), 1)
    for place, row in enumerate(picture.rows):
        _weak(sheet, row, step, picture.columns if place == 0 else ())
    sheet.footer(picture.footer)


def _weak(sheet: "Sheet", row: WeakRow, step: float, columns: tuple[str, ...]) -> None:
    """Draw a criterion; the first one's cells carry the names of the columns."""
    taken = sheet.text(
        _RIGHT, sheet.y + 34, row.total_label, theme.FIGURE, width=260, anchor="right"
    )
    colour = theme.SECOND if row.fell else theme.MUTED
    taken += 20 + sheet.text(
        _RIGHT - taken - 20,
        sheet.y + 34,
        row.move_label,
        theme.SMALL,
        colour,
        width=170,
        anchor="right",
    )
    sheet.paragraph(row.label, theme.BODY, lines=2, width=theme.INNER - taken - 24)
    sheet.y += 6
    for place, label in enumerate(columns):
        centre = theme.MARGIN + (place + 0.5) * step
        baseline = sheet.y + 20
        sheet.text(centre, baseline, label, theme.TINY, theme.MUTED, width=step, anchor="center")
    sheet.y += 32 if columns else 0
    for place, share in enumerate(row.shares):
        x = theme.MARGIN + place * step + CELL_GAP / 2
        cell(sheet, x, step - CELL_GAP, share, _CELL_HEIGHT)
    sheet.y += _CELL_HEIGHT + 26
