"""The summaries tell what the ledger tells: after any deed, and on any later day."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from bot.app import build
from bot.errors import Refusal
from bot.presets import text as preset
from bot.rules import periods, ranking
from bot.rules import roster as rosters
from bot.rules.absences import Kind as AbsenceKind
from bot.rules.campaign import Side
from bot.rules.periods import Kind
from bot.rules.ranking import Entry, Place, Unranked
from bot.rules.reports import Status
from bot.rules.workdays import Override, OverrideKind
from bot.sandbox.clock import SandboxClock
from bot.sandbox.transport import SandboxRequest
from bot.sandbox.world import World
from bot.settings import Settings
from bot.usecases import board, calendar, enrol, leave, movement, roster, standings, summaries
from bot.usecases.board import View
from bot.usecases.office import Office
from db import campaigns, overrides, reports, units
from db import standings as ledger
from db.tables import (
    AbsenceRow,
    AnswerSumRow,
    OfficialRow,
    PeriodRow,
    ReportRow,
    SummaryRow,
    UnitSummaryRow,
)

FIRST = date(2026, 9, 21)
LAST = date(2026, 11, 25)
NAMES = ("Lê Văn An", "Trần Ánh", "Võ Ân", "Đỗ Thị Dung", "Phạm Đức", "Lê An", "Tổ 10", "Tổ 2")


HEADER = "Mã|Họ và tên|Đơn vị|Đơn vị cấp trên|Khối thi đua|Vai trò"
UNITS = ("Phòng||Khối A", "Tổ 2|Phòng|", "Tổ 10|Phòng|Khối B", "Trạm||")
CHANGES = {
    "min_rate = 80": "min_rate = 60",
    "min_days_due = 5": "min_days_due = 3",
    "start = 2026": "start = 2026-10-12",
}


class Life:
    """An office that lives through two months, by dice and by the deeds of its people."""

    def __init__(self, office: Office, seed: int) -> None:
        self.office = office
        self.dice = random.Random(seed)  # noqa: S311 - a story, not a secret
        self.roster = {f"P{n}": (self.dice.choice(NAMES), self.some_unit()) for n in range(10)}
        self.council = 0
        self.waiting: list[int] = []

    def some_unit(self) -> str:
        return self.dice.choice(UNITS)

    async def live(self) -> None:
        await self.bring(FIRST)
        self.council = (await self.ids())["HD1"]
        for _ in range(8):
            await self.somebody_signs_up(FIRST)
        day = FIRST
        while day <= LAST:
            await self.reports_are_sent(day)
            await self.reports_are_approved(day)
            if self.dice.random() < 0.5:
                await self.dice.choice(DEEDS)(self, day)
            day += timedelta(days=1)

    async def ids(self) -> Mapping[str, int]:
        async with self.office.db.read() as session:
            found = await session.execute(select(OfficialRow.code, OfficialRow.id))
            return {code: id_ for code, id_ in found}  # noqa: C416 - rows are no pairs to mypy

    async def bring(self, day: date) -> None:
        lines = [f"{code}|{name}|{unit}|" for code, (name, unit) in self.roster.items()]
        rows = [line.split("|") for line in (HEADER, "HD1|Hội Đồng|UBND||Khối A|Hội đồng", *lines)]
        checked = rosters.validate(rows, await roster.known_units(self.office))
        await roster.apply(self.office, checked, noon(day))

    async def somebody(self) -> int:
        return (await self.ids())[self.dice.choice([*self.roster])]

    async def reports_are_sent(self, day: date) -> None:
        """On days off and on leave too, now and then."""
        ids = await self.ids()
        rows = [
            self.some_report(ids[code], day)
            for code in self.roster
            if self.dice.random() < (0.8 if day.weekday() < 5 else 0.1)
        ]
        async with self.office.db.begin() as session:
            session.add_all(rows)
            await session.flush()
            self.waiting += [row.id for row in rows]

    def some_report(self, official_id: int, day: date) -> ReportRow:
        counted = self.dice.randrange(6)
        return ReportRow(
            official_id=official_id,
            unit_id=1,
            day=day,
            campaign_id=1,
            status=Status.SUBMITTED,
            met_weight=max(0, counted - self.dice.choice((0, 0, 1, 2))),
            counted_weight=counted,
            submitted_at=noon(day),
        )

    async def reports_are_approved(self, day: date) -> None:
        """Some wait for days, so that a later one is approved before."""
        chosen = [one for one in self.waiting if self.dice.random() < 0.7]
        self.waiting = [one for one in self.waiting if one not in chosen]
        async with self.office.db.begin() as session:
            by, now = self.council, noon(day)
            await reports.decide(session, chosen, Status.APPROVED, by=by, now=now)

    async def somebody_is_away(self, day: date) -> None:
        first = day + timedelta(days=self.dice.randrange(-9, 9))
        last = first + timedelta(days=self.dice.randrange(6))
        with suppress(Refusal):
            one = await self.somebody()
            await leave.take(self.office, one, first, last, AbsenceKind.ANNUAL, noon(day))

    async def somebody_comes_back(self, day: date) -> None:
        async with self.office.db.read() as session:
            taken = (await session.execute(select(AbsenceRow.official_id, AbsenceRow.id))).all()
        if taken:
            await leave.give_back(self.office, *self.dice.choice(taken), noon(day))

    async def somebody_signs_up(self, day: date) -> None:
        code = self.dice.choice([*self.roster])
        number = self.dice.randrange(1000, 1_000_000)
        for invited in await enrol.invite(self.office, noon(day), code=code):
            await enrol.agree(self.office, invited.code, number, noon(day))

    async def somebody_moves(self, day: date) -> None:
        code = self.dice.choice([*self.roster])
        self.roster[code] = (self.dice.choice(NAMES), self.some_unit())
        await self.bring(day)

    async def somebody_leaves(self, day: date) -> None:
        """And may come back with the next import that names him."""
        del self.roster[self.dice.choice([*self.roster])]
        await self.bring(day)

    async def somebody_comes(self, day: date) -> None:
        code = f"P{self.dice.randrange(14)}"
        self.roster[code] = (self.dice.choice(NAMES), self.some_unit())
        await self.bring(day)

    async def a_day_is_changed(self, day: date) -> None:
        changed = day + timedelta(days=self.dice.randrange(-5, 5))
        override = Override(self.dice.choice(list(OverrideKind)), "Thông báo")
        await calendar.say(self.office, changed, override, noon(day))

    async def the_movement_is_changed(self, day: date) -> None:
        document = preset("mau-2026")
        for old, new in self.dice.sample([*CHANGES.items()], self.dice.randrange(3)):
            document = document.replace(old, new)
        await movement.adopt(self.office, "moi", document, noon(day))


DEEDS = (
    Life.somebody_is_away,
    Life.somebody_comes_back,
    Life.somebody_signs_up,
    Life.somebody_moves,
    Life.somebody_leaves,
    Life.somebody_comes,
    Life.a_day_is_changed,
    Life.the_movement_is_changed,
)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)


async def by_the_rule(office: Office, view: View, today: date) -> Sequence[object]:
    """Sum up the ledger and rank everybody."""
    async with office.db.read() as session:
        campaign = (await campaigns.in_force(session)).campaign
        every = {unit.id: unit for unit in await units.every(session)}
        period = board.period_of(view.kind, view.day, campaign, today)
        calendar_of = await overrides.workdays(session)
        found = await ledger.summed(session, period, calendar_of, today)
    block_of = board.inherited_blocks([*every.values()])
    people = [one for one in found if not view.block or block_of[one.unit_id] == "Khối A"]
    entries: dict[int, list[Entry[tuple[str, int]]]] = {}
    for one in people:
        entry = ranking.person_entry(
            (one.name, one.id), one.name, one.tally, signed_up=one.joined_on is not None
        )
        entries.setdefault(one.unit_id, []).append(entry)
    lines = [entry for _, own in sorted(entries.items()) for entry in own]
    lines.sort(key=lambda entry: entry.key[1])
    if view.side is Side.COLLECTIVE:
        lines = [
            ranking.unit_entry((every[unit_id].name, unit_id), every[unit_id].name, own)
            for unit_id, own in sorted(entries.items())
        ]
    limits = campaign.scoring
    standing = ranking.rank(lines, limits.min_days_due, limits.min_rate)
    ranked = [(place.entry.key, _figures(place)) for place in standing.ranked]
    unranked = [(item.entry.key, _figures(item)) for item in standing.unranked]
    return [*ranked, *unranked]


async def by_pages(office: Office, council: int, view: View, today: date) -> Sequence[object]:
    """Turn the pages of the table."""
    lines: list[object] = []
    pages = number = 1
    while number <= pages:
        table = await standings.show(office, council, replace(view, page=number), noon(today))
        items = table.page.items
        lines += [((one.entry.key.name, one.entry.key.id), _figures(one)) for one in items]
        pages, number = table.page.pages, number + 1
    assert table.ranked + table.unranked == len(lines)
    return lines


def _figures(item: Place[Any] | Unranked[Any]) -> tuple[object, ...]:
    if isinstance(item, Place):
        return item.rank, item.score, item.rate, item.entry.tally
    return item.reason, item.entry.tally


@pytest.fixture
async def life(office: Office, request: pytest.FixtureRequest) -> Life:
    lived = Life(office, request.param)
    await lived.live()
    return lived


@pytest.mark.parametrize("life", range(2), indirect=True)
async def test_pages_show_what_the_rule_makes_of_the_ledger(life: Life) -> None:
    block = (await ids_of_units(life.office))["Phòng"]
    for later in (0, 4, 37):
        today = LAST + timedelta(days=later)
        for kind in Kind:
            for day in (today, date(2026, 10, 8)):
                for side in Side:
                    for chosen in (0, block):
                        view = View(side, kind, day, chosen)
                        shown = await by_pages(life.office, life.council, view, today)
                        assert shown == await by_the_rule(life.office, view, today)


@pytest.mark.parametrize("life", range(2, 4), indirect=True)
async def test_nothing_differs_from_the_ledger_after_any_deeds(life: Life) -> None:
    found = await summaries.compare(life.office)
    assert (found.missing, found.differences, found.totals) == ([], [], 0)
    assert found.periods >= 6


async def ids_of_units(office: Office) -> Mapping[str, int]:
    async with office.db.read() as session:
        return {unit.name: unit.id for unit in await units.every(session)}


@pytest.mark.parametrize("life", [6], indirect=True)
async def test_what_is_done_at_the_same_moment_is_summed_up_once(life: Life) -> None:
    """The first approvals of a new month among it, which nobody has begun yet."""
    office, ids = life.office, await life.ids()
    december = date(2026, 12, 1)
    rows = [
        life.some_report(ids[code], december + timedelta(days=later))
        for later in range(3)
        for code in life.roster
    ]
    async with office.db.begin() as session:
        session.add_all(rows)
    sent = [row.id for row in rows]

    async def approve(chosen: Sequence[int]) -> None:
        async with office.db.begin() as session:
            by, now = life.council, noon(december)
            await reports.decide(session, chosen, Status.APPROVED, by=by, now=now)

    async def be_away(code: str) -> None:
        with suppress(Refusal):
            kind = AbsenceKind.ANNUAL
            await leave.take(office, ids[code], december, december, kind, noon(december))

    await asyncio.gather(
        *(approve(sent[start::5]) for start in range(5)),
        *map(be_away, life.roster),
        life.somebody_signs_up(december),
        life.somebody_leaves(december),
        life.a_day_is_changed(december),
        life.the_movement_is_changed(december),
    )
    found = await summaries.compare(office)
    assert (found.missing, found.differences, found.totals) == ([], [], 0)


@pytest.mark.parametrize("life", [9], indirect=True)
async def test_a_month_is_begun_the_day_before(life: Life) -> None:
    """Cut short, it is gone on with the next time."""
    office, eve = life.office, noon(date(2026, 11, 30))
    some = (await life.ids())[next(iter(life.roster))]
    await summaries.prepare(office, eve)
    async with office.db.begin() as session:
        december = select(PeriodRow.id).where(PeriodRow.first_day == date(2026, 12, 1))
        begun = (await session.scalars(december)).one()
        await session.execute(
            delete(SummaryRow).where(SummaryRow.period_id == begun, SummaryRow.official_id == some)
        )
    await summaries.prepare(office, eve)
    found = await summaries.compare(office)
    assert (found.missing, found.differences, found.totals) == ([], [], 0)


@pytest.mark.parametrize("life", [7], indirect=True)
async def test_a_ledger_older_than_the_summaries_is_summed_up_at_the_start(
    life: Life, world: World, clock: SandboxClock
) -> None:
    async with life.office.db.begin() as session:
        await session.execute(delete(SummaryRow))
        await session.execute(delete(PeriodRow))
    url = life.office.db.engine.url.render_as_string(hide_password=False)
    settings = Settings(telegram_token=world.bot.token, database_url=url, _env_file=None)
    asking = SandboxRequest(world)
    async with build(settings, clock=clock, request=asking, get_updates_request=asking):
        found = await summaries.compare(life.office)
    assert (found.missing, found.differences, found.totals) == ([], [], 0)
    assert found.periods >= 6


@pytest.mark.parametrize("life", [7], indirect=True)
async def test_totals_that_are_not_there_yet_are_summed_up_at_the_start(life: Life) -> None:
    async with life.office.db.begin() as session:
        await session.execute(delete(UnitSummaryRow))
        await session.execute(delete(AnswerSumRow))
    assert (await summaries.compare(life.office)).totals > 0
    await summaries.ensure(life.office)
    found = await summaries.compare(life.office)
    assert (found.missing, found.differences, found.totals) == ([], [], 0)


@pytest.mark.parametrize("life", [8], indirect=True)
async def test_totals_that_went_wrong_are_counted_and_made_right(life: Life) -> None:
    async with life.office.db.begin() as session:
        unit = select(func.min(UnitSummaryRow.unit_id)).scalar_subquery()
        period = select(func.min(UnitSummaryRow.period_id)).scalar_subquery()
        one = (UnitSummaryRow.unit_id == unit, UnitSummaryRow.period_id == period)
        more = update(UnitSummaryRow).where(*one).values(members=UnitSummaryRow.members + 1)
        await session.execute(more)
        first = select(func.min(AnswerSumRow.day)).scalar_subquery()
        of_the_first = delete(AnswerSumRow).where(AnswerSumRow.day == first)
        gone = (await session.scalars(of_the_first.returning(AnswerSumRow.criterion))).all()
    assert (await summaries.compare(life.office)).totals == 1 + len(gone)
    await summaries.rebuild(life.office)
    assert (await summaries.compare(life.office)).totals == 0


@pytest.mark.parametrize("life", [8], indirect=True)
async def test_what_went_wrong_is_named_and_made_right(life: Life) -> None:
    office, ids = life.office, await life.ids()
    async with office.db.begin() as session:
        october = select(PeriodRow.id).where(
            PeriodRow.kind == Kind.MONTH, PeriodRow.first_day == date(2026, 10, 1)
        )
        code = next(iter(life.roster))
        wrong = update(SummaryRow).where(
            SummaryRow.period_id == october.scalar_subquery(),
            SummaryRow.official_id == ids[code],
        )
        await session.execute(wrong.values(met=SummaryRow.met + 1))
    (found,) = (await summaries.compare(office)).differences
    assert (found.code, found.period.first, found.columns) == (code, date(2026, 10, 1), ["met"])
    async with office.db.begin() as session:
        gone = (await session.scalars(october)).one()
        await session.execute(delete(SummaryRow).where(SummaryRow.period_id == gone))
        await session.execute(delete(PeriodRow).where(PeriodRow.id == gone))
    assert (await summaries.compare(office)).missing == [periods.month_of(date(2026, 10, 1))]
    await summaries.rebuild(office)
    found_then = await summaries.compare(office)
    assert (found_then.missing, found_then.differences, found_then.totals) == ([], [], 0)
