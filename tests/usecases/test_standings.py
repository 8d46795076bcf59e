"""Standings out of the database: the sums, the blocks, who may see them."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import update

from bot.rules import periods, ranking
from bot.rules.absences import Kind as AbsenceKind
from bot.rules.campaign import Side
from bot.rules.people import Role
from bot.rules.reports import Answer, Status
from bot.rules.scoring import DueDays, Tally
from bot.rules.workdays import Override, OverrideKind, Workdays
from bot.usecases import standings
from bot.usecases.board import View
from bot.usecases.office import Office
from bot.usecases.standings import CouncilOnly
from db import absences, campaigns, summaries
from db import standings as kept
from db.tables import OfficialRow
from tests.support.builders import a_unit, an_official
from tests.support.queries import counted
from tests.support.reports import MET, a_report, missing, some_days

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 25)
NOVEMBER = periods.month_of(TODAY)
MONTH = View(Side.INDIVIDUAL, periods.Kind.MONTH, TODAY)
WORKING = Workdays().working_days(date(2026, 11, 2), date(2026, 11, 24))


@pytest.fixture
async def council(office: Office) -> int:
    top = await a_unit(office, "UBND phường", block="Khối quản lý")
    member = await an_official(office, "HD1", "Hội Đồng", top, Role.COUNCIL, telegram_id=1)
    return member.id


async def test_sums_equal_a_count_by_hand_of_every_report(office: Office, council: int) -> None:
    """Saturdays, leave, holidays, today, drafts and returns among them."""
    dice = random.Random(11)  # noqa: S311 - a story, not a secret
    unit = await a_unit(office, "Phòng")
    calendar = Workdays({date(2026, 11, 12): Override(OverrideKind.OFF, "Hội thao")})
    expected: dict[int, Tally] = {}
    for number in range(12):
        joined = date(2026, 11, dice.choice((2, 2, 9)))
        one = await an_official(
            office, f"C{number}", "Tên", unit, telegram_id=10 + number, joined_on=joined
        )
        away = []
        if dice.random() < 0.5:
            first = date(2026, 10, 30) + timedelta(days=dice.randrange(25))
            away.append((first, first + timedelta(days=dice.randrange(4))))
            async with office.db.begin() as session:
                await absences.add(
                    session, one.id, *away[0], AbsenceKind.ANNUAL, by=one.id, now=NOW
                )
        approved: dict[date, list[Answer]] = {}
        for day in (date(2026, 10, 20) + timedelta(days=offset) for offset in range(37)):
            status = dice.choice([*Status, Status.APPROVED, Status.APPROVED])
            answers = {code: dice.choice(list(Answer)) for code in MET}
            if dice.random() < 0.7:
                await a_report(
                    office, one.id, day, by=council, unit_id=unit, answers=answers, status=status
                )
                if status is Status.APPROVED and day in NOVEMBER:
                    approved[day] = list(answers.values())
        flat = [answer for day in approved.values() for answer in day]
        expected[one.id] = Tally(
            flat.count(Answer.MET),
            flat.count(Answer.MET) + flat.count(Answer.NOT_MET),
            len(approved),
            DueDays(NOVEMBER, calendar, TODAY).of(joined, None, away, approved),
        )
    async with office.db.read() as session:
        found = await kept.summed(session, NOVEMBER, calendar, TODAY, OfficialRow.unit_id == unit)
    assert {one.id: one.tally for one in found} == expected


async def test_the_number_of_queries_does_not_grow_with_the_office(
    office: Office, council: int
) -> None:
    async def look(side: Side) -> int:
        with counted(office) as queries:
            await standings.show(office, council, View(side, periods.Kind.YEAR, TODAY), NOW)
        return len(queries)

    async def grow(number: int) -> None:
        unit = await a_unit(office, f"Phòng {number}", block=f"Khối {number}")
        one = await an_official(office, f"P{number}", "Tên", unit, telegram_id=100 + number)
        await some_days(office, one.id, WORKING[:3], by=council, unit_id=unit)

    await grow(0)
    before = [await look(side) for side in Side]
    for number in range(1, 8):
        await grow(number)
    assert [await look(side) for side in Side] == before


async def test_a_unit_without_a_block_stands_in_that_of_the_unit_above(
    office: Office, council: int
) -> None:
    division = await a_unit(office, "Phòng", block="Khối chuyên môn")
    team = await a_unit(office, "Tổ", parent=division)
    alone = await a_unit(office, "Trạm")
    for number, unit in enumerate((division, team, alone)):
        await an_official(office, f"P{number}", "Tên", unit, telegram_id=10 + number)
    table = await standings.show(
        office, council, View(Side.COLLECTIVE, periods.Kind.MONTH, TODAY, block=team), NOW
    )
    assert [block.name for block in table.blocks] == ["Khối chuyên môn", "Khối quản lý"]
    assert table.block == "Khối chuyên môn"
    shown = {item.entry.key.name: item.entry.key.block for item in table.page.items}
    assert shown == {"Phòng": "Khối chuyên môn", "Tổ": "Khối chuyên môn"}


async def test_ranks_are_counted_within_the_block(office: Office, council: int) -> None:
    strong = await a_unit(office, "Mạnh", block="A")
    weak = await a_unit(office, "Yếu", block="B")
    best = await an_official(office, "P1", "Nhất", strong, telegram_id=11)
    other = await an_official(office, "P2", "Nhì", weak, telegram_id=12)
    await some_days(office, best.id, WORKING, by=council, unit_id=strong)
    flawed = {WORKING[0]: missing("C1")}
    await some_days(office, other.id, WORKING, by=council, unit_id=weak, weak=flawed)

    async def rank(block: int) -> int:
        view = View(Side.INDIVIDUAL, periods.Kind.MONTH, TODAY, block)
        table = await standings.show(office, council, view, NOW)
        places = (item for item in table.page.items if isinstance(item, ranking.Place))
        return next(place.rank for place in places if place.entry.key.id == other.id)

    assert (await rank(0), await rank(weak)) == (2, 1)


async def test_a_unit_scores_the_mean_of_those_who_are_in_it_now(
    office: Office, council: int
) -> None:
    """One was transferred here with his reports, one has left and counts nowhere."""
    old, new = await a_unit(office, "Cũ"), await a_unit(office, "Mới")
    moved = await an_official(office, "P1", "Chuyển", new, telegram_id=11)
    stays = await an_official(office, "P2", "Ở lại", new, telegram_id=12)
    gone = await an_official(office, "P3", "Đã nghỉ", new, telegram_id=13)
    await some_days(office, moved.id, WORKING, by=council, unit_id=old)
    weak = dict.fromkeys(WORKING, missing("C1", "C2"))
    await some_days(office, stays.id, WORKING, by=council, unit_id=new, weak=weak)
    await some_days(office, gone.id, WORKING, by=council, unit_id=new, weak=weak)
    async with office.db.begin() as session:
        await session.execute(
            update(OfficialRow).where(OfficialRow.id == gone.id).values(left_on=TODAY)
        )
        await summaries.follow(session)
    table = await standings.show(
        office, council, View(Side.COLLECTIVE, periods.Kind.MONTH, TODAY), NOW
    )
    place = table.page.items[0]
    assert isinstance(place, ranking.Place)
    assert table.ranked == 1
    assert (place.entry.key.name, place.entry.key.members) == ("Mới", 2)
    assert place.score == 80  # the mean of 100 and 60
    people = (await standings.show(office, council, MONTH, NOW)).page.items
    assert gone.id not in {item.entry.key.id for item in people}


async def test_the_counted_answers_add_up_to_the_score(office: Office, council: int) -> None:
    """Also where a criterion's weight was changed while the movement runs."""
    unit = await a_unit(office, "Phòng")
    one = await an_official(office, "P1", "Tên", unit, telegram_id=11)
    await some_days(
        office, one.id, WORKING[:6], by=council, unit_id=unit, weak={WORKING[2]: missing("C4")}
    )
    async with office.db.begin() as session:
        old = await campaigns.version(session, 1)
        heavier = old.document.replace("weight = 1", "weight = 7", 1)
        version = await campaigns.adopt(session, old.key, heavier, NOW)
    await a_report(
        office,
        one.id,
        WORKING[6],
        by=council,
        unit_id=unit,
        campaign_id=version.id,
        weights=(11, 11),
    )
    found = await standings.explain(office, council, MONTH, one.id, NOW)
    assert found.numbers
    counts = found.numbers.criteria
    assert [(c.criterion.code, c.criterion.weight, c.met) for c in counts][:2] == [
        ("C1", 1, 6),
        ("C1", 7, 1),
    ]
    won = sum(count.criterion.weight * count.met for count in counts)
    lost = sum(count.criterion.weight * count.missed for count in counts)
    assert (won, won + lost) == (found.numbers.tally.met, found.numbers.tally.counted)


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {Role.COUNCIL, Role.SECRETARY}]
)
async def test_nobody_outside_the_council_gets_any_of_it(office: Office, role: Role) -> None:
    unit = await a_unit(office, "Phòng")
    one = await an_official(office, "P1", "Tên", unit, role, telegram_id=11)
    for deed in (
        standings.open_table(office, one.id, NOW),
        standings.show(office, one.id, MONTH, NOW),
        standings.explain(office, one.id, MONTH, one.id, NOW),
    ):
        with pytest.raises(CouncilOnly):
            await deed


async def test_who_left_the_council_sees_it_no_more(office: Office, council: int) -> None:
    async with office.db.begin() as session:
        await session.execute(
            update(OfficialRow).where(OfficialRow.id == council).values(left_on=TODAY)
        )
    with pytest.raises(CouncilOnly):
        await standings.show(office, council, MONTH, NOW)


@pytest.mark.parametrize("day", [date.min, date(2026, 8, 31), date(2031, 1, 1), date.max])
@pytest.mark.parametrize("kind", list(periods.Kind))
async def test_a_forged_period_is_brought_back_to_one_that_has_reports(
    office: Office, council: int, kind: periods.Kind, day: date
) -> None:
    first = date(2026, 9, 7)
    await a_report(office, council, first, by=council, unit_id=1, status=Status.SUBMITTED)
    table = await standings.show(office, council, View(Side.INDIVIDUAL, kind, day, 999, 999), NOW)
    assert table.period.first <= TODAY
    assert table.period.last >= first
    assert (table.view.page, table.view.block) == (1, 0)


async def test_the_last_month_is_opened_until_somebody_is_ranked_in_this_one(
    office: Office, council: int
) -> None:
    unit = await a_unit(office, "Phòng")
    joined = date(2026, 11, 2)
    one = await an_official(office, "P1", "Tên", unit, telegram_id=11, joined_on=joined)
    days = Workdays().working_days(joined, date(2026, 12, 3))
    await some_days(office, one.id, days, by=council, unit_id=unit)

    async def opened(day: date) -> int:
        moment = datetime(day.year, day.month, day.day, 3, tzinfo=UTC)
        return (await standings.open_table(office, council, moment)).period.first.month

    assert await opened(date(2026, 12, 4)) == 11
    days = Workdays().working_days(date(2026, 12, 4), date(2026, 12, 7))
    await some_days(office, one.id, days, by=council, unit_id=unit)
    assert await opened(date(2026, 12, 8)) == 12


async def test_after_the_last_who_is_ranked_come_those_who_are_not(
    office: Office, council: int
) -> None:
    unit = await a_unit(office, "Phòng")
    for number in range(11):
        one = await an_official(
            office, f"P{number}", f"Tên {number}", unit, telegram_id=20 + number
        )
        if number:
            await some_days(office, one.id, WORKING, by=council, unit_id=unit)
    table = await standings.show(office, council, MONTH, NOW)
    assert (table.page.number, table.page.pages, len(table.page.items)) == (1, 2, 10)
    second = View(Side.INDIVIDUAL, periods.Kind.MONTH, TODAY, page=2)
    table = await standings.show(office, council, second, NOW)
    assert all(isinstance(item, ranking.Unranked) for item in table.page.items)
    assert len(table.page.items) == 2


async def test_pages_of_any_size_put_together_are_the_whole_table(
    office: Office, council: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With ties of scores and of names; while nobody is ranked yet; in a month without reports."""
    blocks = [await a_unit(office, name, block=name) for name in ("A", "B")]
    for number in range(24):
        unit, kind = blocks[number // 3 % 2], number % 8
        one = await an_official(
            office,
            f"P{number}",
            ("Lê An", "Trần Ánh", "Võ Bình")[number // 2 % 3],
            unit,
            telegram_id=None if kind == 7 else 100 + number,
        )
        days = {5: WORKING[:9], 6: WORKING[:2], 7: []}.get(kind, WORKING)
        weak = dict.fromkeys(days, missing("C1") if kind in {2, 3} else MET)
        await some_days(office, one.id, days, by=council, unit_id=unit, weak=weak)
    await a_report(office, council, date(2026, 9, 7), by=one.id, unit_id=1)
    early = datetime(2026, 11, 4, 3, tzinfo=UTC)
    october = replace(MONTH, day=date(2026, 10, 8))
    page = ranking.page
    counts: list[tuple[int, int]] = []
    for now, view in ((NOW, MONTH), (early, MONTH), (NOW, october)):
        for block in (0, blocks[0]):
            chosen = replace(view, block=block)
            whole = (await standings.whole(office, council, chosen, now)).standings
            lines = [*whole.ranked, *whole.unranked]
            counts.append((len(whole.ranked), len(whole.unranked)))
            for size in (*range(1, 10), len(lines) - 1, len(lines)):
                monkeypatch.setattr(ranking, "page", partial(page, size=size))
                shown: list[standings.Item] = []
                for number in range(1, -(-len(lines) // size) + 1):
                    turned = replace(chosen, page=number)
                    shown += (await standings.show(office, council, turned, now)).page.items
                assert shown == lines
            monkeypatch.setattr(ranking, "page", page)
    assert counts == [(15, 10), (8, 4), (0, 25), (0, 12), (0, 25), (0, 12)]
