"""Who would get what: the same people as in earnest, and of the others the reason."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.app import Nep
from bot.rules.absences import Kind as Away
from bot.rules.deliveries import Kind as DeliveryKind
from bot.rules.deliveries import Wanted
from bot.rules.events import EventKind
from bot.usecases import duties, enrol, leave, report
from bot.usecases.preview import WhyNot
from db import deliveries, officials
from db.tables import DeliveryRow
from scheduling import planner
from tests.support.builders import Commune, an_official

DAY = date(2026, 11, 25)


@pytest.fixture
async def mixed(nep: Nep, commune: Commune) -> Commune:
    """Lan has sent, Minh is away, Dung has blocked the bot, Hoa has not signed up."""
    office, ids, now = nep.office, commune.ids, nep.clock.now()
    shown = await report.today(office, ids["lan"], now)
    await report.meet_all(office, ids["lan"], shown.report.id, now)
    await report.submit(office, ids["lan"], shown.report.id, now)
    await leave.take(office, ids["minh"], DAY, DAY, Away.MISSION, now)
    await enrol.reach(office, ids["dung"], now)
    hoa = await an_official(office, "VH05", "Đỗ Thị Hoa", commune.division)
    commune.ids["hoa"] = hoa.id
    return commune


EXPECTED: dict[EventKind, dict[str, WhyNot | None]] = {
    EventKind.PROMPTS: {
        "lan": WhyNot.SENT,
        "minh": WhyNot.AWAY,
        "dung": WhyNot.UNREACHABLE,
        "hoa": WhyNot.NOT_SIGNED_UP,
        "binh": None,
        "chair": None,
        "council": None,
    },
    EventKind.APPROVALS: {
        "binh": None,
        "chair": None,
        "dung": WhyNot.UNREACHABLE,
        "council": WhyNot.NOTHING_TO_DECIDE,
    },
    EventKind.ESCALATIONS: {
        "binh": WhyNot.NOTHING_TO_DECIDE,
        "chair": WhyNot.NOTHING_TO_DECIDE,
        "dung": WhyNot.UNREACHABLE,
        "council": WhyNot.NOTHING_TO_DECIDE,
    },
    EventKind.DIGEST_MONTH: {
        "lan": None,
        "minh": WhyNot.AWAY,
        "dung": WhyNot.UNREACHABLE,
        "hoa": WhyNot.NOT_SIGNED_UP,
        "binh": None,
        "chair": None,
        "council": None,
    },
    EventKind.DIGEST_QUARTER: {"council": None},
    EventKind.DIGEST_YEAR: {"council": None},
    EventKind.MILESTONES: {"council": None},
    EventKind.SIGNUPS: {"council": None},
}
EXPECTED[EventKind.REMINDERS] = EXPECTED[EventKind.PROMPTS]


@pytest.mark.parametrize("kind", EventKind)
async def test_everybody_who_is_meant_is_told_apart(
    nep: Nep, mixed: Commune, kind: EventKind
) -> None:
    names = {official_id: name for name, official_id in mixed.ids.items()}
    now = nep.clock.now()
    before = await planner.preview(nep.office, kind, DAY, now)
    assert {names[one.official.id]: one.why_not for one in before} == EXPECTED[kind]
    planned = await planner.by_hand(nep.office, kind, DAY, now)
    async with nep.office.db.read() as session:
        wanted = select(DeliveryRow.official_id).where(DeliveryRow.id.in_(planned.delivery_ids))
        got = set(await session.scalars(wanted))
    assert got == {one.official.id for one in before if one.why_not is None}
    after = await planner.preview(nep.office, kind, DAY, now)
    assert {one.official.id for one in after if one.why_not is WhyNot.PLANNED} == got
    assert all(one.why_not for one in after)


async def test_who_pauses_reminders_or_has_a_digest_today_is_not_reminded(
    nep: Nep, commune: Commune
) -> None:
    office, now = nep.office, nep.clock.now()
    async with office.db.begin() as session:
        await officials.update_one(session, commune.ids["minh"], unreminded_until=DAY)
        subject = "2026-10-01"
        digest = Wanted(DeliveryKind.DIGEST, commune.ids["lan"], subject, now)
        await deliveries.enqueue(session, [digest], now)
    shown = await planner.preview(office, EventKind.REMINDERS, DAY, now)
    names = {official_id: name for name, official_id in commune.ids.items()}
    reasons = {names[one.official.id]: one.why_not for one in shown}
    assert reasons["minh"] is WhyNot.PAUSED
    assert reasons["lan"] is WhyNot.HAS_SECOND
    assert reasons["dung"] is None
    day_after = await planner.preview(
        office, EventKind.REMINDERS, DAY + timedelta(days=1), now + timedelta(days=1)
    )
    assert all(one.why_not is None for one in day_after)


async def test_nobody_is_reminded_whose_card_still_waits(nep: Nep, commune: Commune) -> None:
    office, now = nep.office, nep.clock.now()
    await planner.by_hand(office, EventKind.PROMPTS, DAY, now)
    shown = await planner.preview(office, EventKind.REMINDERS, DAY, now)
    assert {one.why_not for one in shown} == {WhyNot.JUST_ASKED}


async def test_on_a_day_off_those_on_duty_are_meant(nep: Nep, commune: Commune) -> None:
    office, now = nep.office, nep.clock.now()
    saturday = date(2026, 11, 28)
    await duties.put(office, [commune.ids["lan"], commune.ids["binh"]], saturday, now)
    for kind, expected in {
        EventKind.PROMPTS: {"lan", "binh"},
        EventKind.APPROVALS: {"binh"},
    }.items():
        shown = await planner.preview(office, kind, saturday, now)
        meant = {commune.ids[name] for name in expected}
        assert {one.official.id for one in shown if one.why_not is None} == meant
        others = [one.why_not for one in shown if one.official.id not in meant]
        assert others
        assert set(others) == {WhyNot.NOT_ON_DUTY}
