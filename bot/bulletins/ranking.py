"""A page of the standings as a picture with its caption, and the whole of them as a workbook."""

import asyncio
from functools import partial
from io import BytesIO

from bot.bulletins.pictured import Pictured
from bot.charts import ranking as chart
from bot.files import standings as workbook
from bot.rules.ranking import Place
from bot.speech import ranking as words
from bot.speech import rule, spans
from bot.speech.catalog import Texts
from bot.usecases.board import Contender
from bot.usecases.standings import Item, Table, Whole


def pictured(t: Texts, table: Table) -> Pictured:
    return Pictured(partial(chart.draw, picture(t, table)), words.screen(t, table))


async def exported(t: Texts, whole: Whole) -> tuple[str, bytes]:
    """Give the workbook with its file name."""
    return words.file_name(whole.table), await asyncio.to_thread(_written, t, whole)


def picture(t: Texts, table: Table) -> chart.RankingPicture:
    return chart.RankingPicture(
        title=words.title(t, table),
        subtitle=words.subtitle(t, table),
        bars=tuple(_bar(t, item) for item in table.page.items if isinstance(item, Place)),
        footer=tuple(words.grey_lines(t, table)),
    )


def _bar(t: Texts, place: Place[Contender]) -> chart.Bar:
    return chart.Bar(
        rank_label=str(place.rank),
        name=place.entry.key.name,
        note=words.note(t, place.entry.key),
        score=float(place.score),
        score_label=t.number(place.score),
        rate_label=words.rate_label(t, place),
    )


def _written(t: Texts, whole: Whole) -> bytes:
    out = BytesIO()
    workbook.write(_workbook(t, whole), out)
    return out.getvalue()


def _workbook(t: Texts, whole: Whole) -> workbook.Standings:
    table = whole.table
    return workbook.Standings(
        tab=spans.name(t, table.period),
        title=words.title(t, table).upper(),
        period=words.printed_scope(t, table),
        rule=rule.sentences(t, table.campaign.scoring),
        headings=workbook.Headings(**words.headings(t, table)),
        ranked=tuple(_ranked(place) for place in whole.standings.ranked),
        unranked_title=t.plain("Chưa xếp hạng"),
        unranked=tuple(_unranked(t, table, item) for item in whole.standings.unranked),
    )


def _ranked(place: Place[Contender]) -> workbook.Ranked:
    contender, tally = place.entry.key, place.entry.tally
    return workbook.Ranked(
        rank=place.rank,
        code=contender.code,
        name=contender.name,
        unit=contender.unit,
        block=contender.block or "",
        score=float(place.score),
        rate=float(place.rate) / 100,
        approved_days=tally.approved_days,
        due_days=tally.due_days,
    )


def _unranked(t: Texts, table: Table, item: Item) -> workbook.Unranked:
    contender = item.entry.key
    return workbook.Unranked(
        code=contender.code,
        name=contender.name,
        unit=contender.unit,
        block=contender.block or "",
        reason=words.reason(t, table, item),
    )
