"""The standings in words: caption, buttons, and the reasons for one line."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from bot.rules import ranking, scoring
from bot.rules.campaign import Side
from bot.rules.periods import Kind
from bot.rules.ranking import Entry, Place
from bot.speech import buttons, rule, spans, steps
from bot.speech.buttons import StandingsAct
from bot.speech.catalog import Texts
from bot.speech.screen import (
    Key,
    Keyboard,
    Screen,
    clip,
    key,
    keyboard,
    lines,
    pairs,
    units,
)
from bot.usecases.board import Contender, View
from bot.usecases.standings import Explained, Item, Table

CAPTION_ROOM = 1000
"""Of the 1,024 units that a caption may have."""
NAME_ROOMS = (60, 48, 40, 34, 28, 24, 20)
"""Units for a name and for its unit each, until the lines of a page fit a caption."""
LABEL_ROOM = 24
BLOCK_LABEL_ROOM = 40
MEMBERS_SHOWN = 30
SHORT_NAME = 40
BLOCKS_A_PAGE = 8
SIDES = {Side.INDIVIDUAL: "Cá nhân", Side.COLLECTIVE: "Đơn vị"}
KINDS = {
    Kind.MONTH: "Tháng",
    Kind.QUARTER: "Quý",
    Kind.YEAR: "Năm",
    Kind.MOVEMENT: "Cả phong trào",
}


def screen(t: Texts, table: Table) -> Screen:
    return Screen(caption(t, table), _choices(t, table))


def block_choice(t: Texts, table: Table, page: int) -> Screen:
    """The same caption over the blocks to choose from."""
    shown = ranking.page(table.blocks, page, BLOCKS_A_PAGE)
    first = replace(table.view, page=1)
    every = _go(_marked(t.plain("Tất cả"), chosen=table.block is None), replace(first, block=0))
    named = [
        _go(
            _marked(clip(block.name, BLOCK_LABEL_ROOM), chosen=block.name == table.block),
            replace(first, block=block.unit_id),
        )
        for block in shown.items
    ]
    turns = _turns(t, table.view, StandingsAct.BLOCKS, shown)
    rows = [[choice] for choice in (every, *named)]
    return Screen(caption(t, table), keyboard(*rows, turns, [_back(t, table)]))


def line_choice(t: Texts, table: Table) -> Screen:
    """The same caption over the lines of the page, to ask for the reasons of one."""
    view = table.view
    named = [
        key(
            clip(_numbered(item), LABEL_ROOM),
            buttons.Why(view.side, view.kind, view.day, view.block, item.entry.key.id),
        )
        for item in table.page.items
    ]
    return Screen(caption(t, table), keyboard(*pairs(named), [_back(t, table)]))


def why(t: Texts, explained: Explained) -> Screen:
    """A message of its own: it is read next to the table, and may be forwarded."""
    table, item = explained.table, explained.item
    contender = item.entry.key
    own = (
        rule.own_numbers(t, explained.numbers)
        if explained.numbers
        else _unit_numbers(t, explained.members, item.entry)
    )
    return Screen(
        lines(
            [
                t(
                    "<b>Vì sao? {name}</b>{unit}",
                    name=contender.name,
                    unit=f" · {contender.unit}" if contender.unit else "",
                ),
                Markup("{period} · {span}").format(
                    period=spans.name(t, table.period), span=spans.span(t, table.period)
                ),
                standing(t, table, item),
                "",
                *own,
                "",
                t("<b>Cách tính</b>"),
                *rule.sentences(t, table.campaign.scoring),
            ]
        )
    )


def caption(t: Texts, table: Table) -> Markup:
    """Give the lines of the page, with names as long as the caption's measure lets them be.

    The picture above names every unit; the lines, only those of namesakes.
    """
    tried = (_caption(t, table, room) for room in NAME_ROOMS)
    return next(
        (text for text in tried if units(text.striptags()) <= CAPTION_ROOM),
        _caption(t, table, NAME_ROOMS[-1], with_units=False),
    )


def title(t: Texts, table: Table) -> str:
    period = spans.name(t, table.period)
    if table.view.side is Side.INDIVIDUAL:
        return t.plain("Xếp hạng cá nhân · {period}", period=period)
    return t.plain("Xếp hạng đơn vị · {period}", period=period)


def subtitle(t: Texts, table: Table) -> str:
    ranked, unranked = table.ranked, table.unranked
    counted = (
        t.plain("{ranked} được xếp hạng, {unranked} chưa", ranked=ranked, unranked=unranked)
        if unranked
        else t.plain("{ranked} được xếp hạng", ranked=ranked)
    )
    return f"{_block(t, table)} · {counted}"


def rate_label(t: Texts, place: Place[Contender]) -> str:
    return t.plain("báo cáo {rate} %", rate=place.rate)


def note(t: Texts, contender: Contender) -> str:
    if contender.unit:
        return contender.unit
    return t.plain("{count} người", count=contender.members)


def grey_lines(t: Texts, table: Table) -> list[str]:
    """Say who on this page is not ranked and why, or that they stand on pages behind."""
    unranked = _unranked(table)
    if unranked:
        heading = t.plain("Chưa xếp hạng:")
        return [heading, *(_plain_line(t, table, item) for item in unranked)]
    count = table.unranked
    return [t.plain("Chưa xếp hạng: {count}, ở trang sau.", count=count)] if count else []


def standing(t: Texts, table: Table, item: Item) -> Markup:
    if isinstance(item, Place):
        return t(
            "Hạng {rank} trong {count} · {block}",
            rank=item.rank,
            count=table.ranked,
            block=_block(t, table),
        )
    return t("Chưa xếp hạng: {reason}.", reason=reason(t, table, item))


def reason(t: Texts, table: Table, item: Item) -> str:
    if isinstance(item, Place):
        return ""
    return rule.unranked(t, table.campaign.scoring, item.entry.tally, item.reason)


def headings(t: Texts, table: Table) -> dict[str, str]:
    """Give what the columns of the workbook are called; an empty one is left out."""
    people = table.view.side is Side.INDIVIDUAL
    return {
        "rank": t.plain("Hạng"),
        "code": t.plain("Mã") if people else "",
        "name": t.plain("Họ và tên") if people else t.plain("Đơn vị"),
        "unit": t.plain("Đơn vị") if people else "",
        "block": t.plain("Khối thi đua") if table.blocks else "",
        "score": t.plain("Điểm"),
        "rate": t.plain("Tỷ lệ báo cáo"),
        "approved_days": t.plain("Ngày đã duyệt"),
        "due_days": t.plain("Ngày phải báo cáo"),
        "reason": t.plain("Lý do"),
    }


def printed_scope(t: Texts, table: Table) -> str:
    return f"{_block(t, table)} · {spans.span(t, table.period)}"


def file_name(table: Table) -> str:
    side = "ca-nhan" if table.view.side is Side.INDIVIDUAL else "don-vi"
    first, last = table.period.first, table.period.last
    return f"xep-hang-{side}-{first:%Y%m%d}-{last:%Y%m%d}.xlsx"


def export_caption(t: Texts, table: Table) -> Screen:
    return Screen(Markup("{title} · {block}").format(title=title(t, table), block=_block(t, table)))


def _caption(t: Texts, table: Table, room: int, *, with_units: bool = True) -> Markup:
    ranked = [item for item in table.page.items if isinstance(item, Place)]
    unranked = _unranked(table)
    names = [item.entry.key.name for item in table.page.items]
    return lines(
        [
            Markup("<b>{title}</b>").format(title=title(t, table)),
            clip(subtitle(t, table), 120) + _page(t, table),
            "",
            *(
                _ranked_line(
                    t, item, room, with_unit=with_units and names.count(item.entry.key.name) > 1
                )
                for item in ranked
            ),
            *([t("<i>Chưa xếp hạng</i>")] if unranked else []),
            *(
                Markup("– {name}: {reason}").format(
                    name=clip(item.entry.key.name, room), reason=reason(t, table, item)
                )
                for item in unranked
            ),
            None if table.page.items else t("Chưa có ai trong bảng này."),
        ]
    )


def _ranked_line(t: Texts, item: Place[Contender], room: int, *, with_unit: bool) -> Markup:
    contender = item.entry.key
    unit = f" ({clip(contender.unit, room)})" if contender.unit and with_unit else ""
    return t(
        "{rank}. {name}{unit}: <b>{score}</b> · {rate} %",
        rank=item.rank,
        name=clip(contender.name, room),
        unit=unit,
        score=item.score,
        rate=item.rate,
    )


def _plain_line(t: Texts, table: Table, item: Item) -> str:
    return f"{item.entry.key.name}: {reason(t, table, item)}"


def _unranked(table: Table) -> list[Item]:
    return [item for item in table.page.items if not isinstance(item, Place)]


def _page(t: Texts, table: Table) -> str:
    if table.page.pages == 1:
        return ""
    return t.plain(" · trang {number}/{pages}", number=table.page.number, pages=table.page.pages)


def _block(t: Texts, table: Table) -> str:
    return table.block or t.plain("Tất cả các khối")


def _unit_numbers(
    t: Texts, members: Sequence[Entry[Contender]], unit: Entry[Contender]
) -> list[Markup]:
    """Show each member's own sum, then their mean."""
    scored = [member for member in members if member.score is not None]
    parts = [rule.rate_sum(t, unit.tally), Markup("")]
    parts += [
        t(
            "• {name}: 100 × {met} ÷ {counted} = {score}",
            name=clip(member.name, SHORT_NAME),
            met=member.tally.met,
            counted=member.tally.counted,
            score=rule.score_in_short(t, member.tally),
        )
        for member in scored[:MEMBERS_SHOWN]
    ]
    if len(scored) > MEMBERS_SHOWN:
        parts.append(t("… và {count} người khác.", count=len(scored) - MEMBERS_SHOWN))
    if len(members) > len(scored):
        parts.append(t("Chưa có điểm: {count} người.", count=len(members) - len(scored)))
    if unit.score is not None:
        parts.append(
            t(
                "Điểm đơn vị = tổng điểm của {count} người (chưa làm tròn) ÷ {count} = "
                "<b>{score}</b>.",
                count=len(scored),
                score=scoring.display(unit.score),
            )
        )
    return parts


def _numbered(item: Item) -> str:
    number = f"{item.rank}. " if isinstance(item, Place) else ""
    return number + item.entry.key.name


def _choices(t: Texts, table: Table) -> Keyboard | None:
    view = table.view
    first = replace(view, page=1)
    sides = [
        _go(_marked(t.plain(label), chosen=side is view.side), replace(first, side=side))
        for side, label in SIDES.items()
    ]
    kinds = [
        _go(_marked(t.plain(label), chosen=kind is view.kind), replace(first, kind=kind))
        for kind, label in KINDS.items()
    ]
    block = _go(
        clip(table.block or t.plain("Khối: Tất cả"), BLOCK_LABEL_ROOM),
        first,
        StandingsAct.BLOCKS,
    )
    asking = _go(f"❔ {t.plain('Vì sao?')}", view, StandingsAct.ASK)
    export = _go(f"📄 {t.plain('Xuất Excel')}", view, StandingsAct.EXPORT)
    return keyboard(
        sides,
        *pairs(kinds),
        _neighbours(t, table),
        [block] if table.blocks else [],
        _turns(t, view, StandingsAct.SHOW, table.page),
        [asking, export] if table.page.items else [],
    )


def _neighbours(t: Texts, table: Table) -> list[Key]:
    return [
        _go(label, replace(table.view, day=period.first, page=1))
        for label, period in steps.periods(t, table.earlier, table.later)
    ]


def _turns(t: Texts, view: View, act: StandingsAct, page: ranking.Page[Any]) -> list[Key]:
    return steps.pages(t, page, lambda number: _button(replace(view, page=number), act))


def _back(t: Texts, table: Table) -> Key:
    return _go(f"◀ {t.plain('Quay lại')}", table.view)


def _go(label: str, view: View, act: StandingsAct = StandingsAct.SHOW) -> Key:
    return key(label, _button(view, act))


def _button(view: View, act: StandingsAct) -> buttons.Standings:
    return buttons.Standings(act, view.side, view.kind, view.day, view.block, view.page)


def _marked(label: str, *, chosen: bool) -> str:
    return f"• {label}" if chosen else label
