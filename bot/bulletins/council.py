"""The whole office in a period: three pictures with their words, and all units as a workbook."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from io import BytesIO

from bot.bulletins.pictured import Album, Pictured, Plate
from bot.charts import council as chart
from bot.charts.digest import Share
from bot.charts.studio import Drawing
from bot.files import printed
from bot.rules import ranking
from bot.rules.ranking import Place
from bot.speech import council as words
from bot.speech import digest as months
from bot.speech import rule, spans
from bot.speech.buttons import CouncilPart
from bot.speech.catalog import Texts
from bot.usecases.council import CouncilPeriod, UnitLine

BARS = 15
"""So many units fill a picture that reads on a phone."""
BLOCKS = 7
"""With the best and the last unit of each; the others are in the workbook."""
GREY = 5
COLUMNS = (
    (8, "number"),
    (34, "text"),
    (28, "text"),
    (10, "score"),
    (10, "change"),
    (12, "rate"),
    (12, "number"),
    (12, "number"),
    (10, "number"),
    (12, "number"),
    (30, "text"),
)
"""How wide the workbook's columns are, and how they are written."""
COVERED = 12
SILENT = 3
"""Units in which nobody has signed up stand first, but leave room for those that report little."""


def pictured(t: Texts, shown: CouncilPeriod, part: CouncilPart) -> Pictured:
    return Pictured(_drawing(t, shown, part), words.screen(t, shown, part))


def album(t: Texts, shown: CouncilPeriod) -> Album:
    return Album(
        tuple(Plate(part, _drawing(t, shown, part)) for part in CouncilPart),
        words.album_caption(t, shown),
        partial(exported, t, shown),
    )


async def exported(t: Texts, shown: CouncilPeriod) -> tuple[str, bytes]:
    """Give the workbook with its file name."""
    return words.file_name(shown), await asyncio.to_thread(_written, t, shown)


def _drawing(t: Texts, shown: CouncilPeriod, part: CouncilPart) -> Drawing:
    match part:
        case CouncilPart.UNITS:
            return partial(chart.draw_units, units(t, shown))
        case CouncilPart.COVERAGE:
            return partial(chart.draw_coverage, coverage(t, shown))
        case CouncilPart.CRITERIA:
            return partial(chart.draw_weak, criteria(t, shown))


def units(t: Texts, shown: CouncilPeriod) -> chart.UnitsPicture:
    blocks: dict[str | None, list[UnitLine]] = defaultdict(list)
    for line in shown.ranked:
        blocks[line.contender.block].append(line)
    named = sorted((name for name in blocks if name), key=ranking.text_key)
    order: list[str | None] = [*named, *([None] if None in blocks else [])]
    room = max(2, BARS // max(min(len(order), BLOCKS), 1))
    spare = len(shown.ranked) <= BARS
    footer = [words.other_blocks(t, len(order) - BLOCKS)] if len(order) > BLOCKS else []
    return chart.UnitsPicture(
        title=words.units_headline(t, shown),
        subtitle=words.units_subtitle(t, shown),
        blocks=tuple(
            _block(
                t,
                shown,
                name or (words.no_block(t) if named else ""),
                blocks[name],
                len(blocks[name]) if spare else room,
            )
            for name in order[:BLOCKS]
        ),
        footer=(*_legend(t, shown), *footer, *words.unranked(t, shown, GREY)),
    )


def _block(
    t: Texts, shown: CouncilPeriod, title: str, lines: Sequence[UnitLine], room: int
) -> chart.BlockBars:
    """Show the best and the last ones of a block, and say how many stand between."""
    if len(lines) <= room:
        return chart.BlockBars(title, tuple(_bar(t, shown, line) for line in lines))
    last = room // 2
    best = room - last
    kept = [*lines[:best], *lines[len(lines) - last :]]
    return chart.BlockBars(
        title,
        tuple(_bar(t, shown, line) for line in kept),
        words.others(t, len(lines) - room),
        best,
    )


def _bar(t: Texts, shown: CouncilPeriod, line: UnitLine) -> chart.UnitBar:
    assert isinstance(line.item, Place)  # noqa: S101 - the others stand below in grey
    return chart.UnitBar(
        rank_label=str(line.item.rank),
        name=line.contender.name,
        score=float(line.item.score),
        score_label=t.number(line.item.score),
        move_label=words.move_label(t, line, anything_before=_compared(shown)),
        fell=line.movement is not None and line.movement < 0,
    )


def _compared(shown: CouncilPeriod) -> bool:
    return any(isinstance(line.before, Place) for line in shown.lines)


def _legend(t: Texts, shown: CouncilPeriod) -> tuple[str, ...]:
    return (words.moves(t, shown),) if _compared(shown) else ()


def coverage(t: Texts, shown: CouncilPeriod) -> chart.CoveragePicture:
    silent = [line for line in shown.by_rate if not line.entry.signed_up]
    lines = [line for line in shown.by_rate if line.entry.signed_up]
    first = silent[:SILENT]
    room = COVERED - len(first)
    kept, hidden = [*first, *lines[:room]], lines[room:]
    rest = len(silent) - len(first)
    return chart.CoveragePicture(
        title=words.coverage_headline(t, shown),
        subtitle=words.coverage_subtitle(t, shown),
        goal=shown.campaign.scoring.min_rate / 100,
        goal_label=words.goal_label(t, shown),
        bars=tuple(
            chart.CoverageBar(
                name=line.contender.name,
                share=None if line.entry.rate is None else float(line.entry.rate),
                share_label=words.share(t, line),
                note=words.coverage_note(t, line),
                low=shown.lacks(line),
            )
            for line in kept
        ),
        footer=(
            *((words.above(t, hidden),) if hidden else ()),
            *((words.more_silent(t, rest),) if rest else ()),
        ),
    )


def criteria(t: Texts, shown: CouncilPeriod) -> chart.WeakPicture:
    return chart.WeakPicture(
        title=words.criteria_headline(t, shown),
        subtitle=words.criteria_subtitle(t, shown),
        columns=tuple(words.column(t, shown, span) for span in shown.columns),
        rows=tuple(_weak_rows(t, shown)),
        footer=(words.compared(t, shown),) if shown.earlier and shown.trends else (),
    )


def _weak_rows(t: Texts, shown: CouncilPeriod) -> Iterator[chart.WeakRow]:
    for trend in shown.trends:
        move, fell = words.criterion_change(t, trend)
        yield chart.WeakRow(
            label=shown.criteria[trend.key].title_in(t.language),
            total_label=words.trend_share(t, trend),
            move_label=move,
            fell=fell,
            shares=tuple(
                Share(None if share.value is None else float(share.value), months.cell(t, share))
                for share in trend.weeks
            ),
        )


def _written(t: Texts, shown: CouncilPeriod) -> bytes:
    out = BytesIO()
    printed.write([_page(t, shown)], out)
    return out.getvalue()


def _page(t: Texts, shown: CouncilPeriod) -> printed.Page:
    return printed.Page(
        tab=spans.name(t, shown.period),
        title=words.file_title(t, shown).upper(),
        subtitle=spans.span(t, shown.period),
        columns=tuple(
            printed.Column(heading, width, style)
            for heading, (width, style) in zip(words.file_headings(t), COLUMNS, strict=True)
        ),
        rows=tuple(_row(t, shown, line) for line in shown.lines),
        notes=rule.sentences(t, shown.campaign.scoring),
    )


def _row(t: Texts, shown: CouncilPeriod, line: UnitLine) -> tuple[printed.Value, ...]:
    place = line.item if isinstance(line.item, Place) else None
    rate, tally = line.entry.rate, line.entry.tally
    return (
        place.rank if place else None,
        line.contender.name,
        line.contender.block or "",
        float(place.score) if place else None,
        None if line.movement is None else float(line.movement),
        None if rate is None else float(rate),
        tally.approved_days,
        tally.due_days,
        line.contender.members,
        line.not_signed_up,
        words.reason(t, shown, line),
    )
