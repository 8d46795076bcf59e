"""What changes while the day runs: nothing is lost by it, and nothing comes twice."""

from datetime import date, time

import pytest

from bot.rules.deliveries import Kind
from bot.rules.events import Season, UnitTimes
from bot.rules.workdays import Override, OverrideKind
from bot.sandbox.world import World
from bot.usecases import calendar, duties, replanning, units
from db import officials
from db.tables import DeliveryState
from scheduling.sender import SendCount
from tests.scheduling.conftest import DAY, Moved, at, said
from tests.scheduling.test_round import NEXT, SATURDAY, deliveries, everybody

OFF = Override(OverrideKind.OFF, "Bão")
WORKING = Override(OverrideKind.WORKING, "Làm bù")


async def _wants(moved: Moved, name: str, hour: time) -> None:
    """Choose an hour as the chat does."""
    office, now = moved.nep.office, moved.clock.now()
    async with office.db.begin() as session:
        await officials.update_one(session, moved.commune.ids[name], prompt_at=hour)
        await replanning.look_again(session, office, office.today(now), now)


async def _subjects(moved: Moved, kind: Kind) -> list[tuple[int, str]]:
    return [(row.official_id, row.subject) for row in await deliveries(moved, kind)]


async def test_a_day_off_that_is_taken_back_is_planned_though_its_hours_have_passed(
    moved: Moved,
) -> None:
    office = moved.nep.office
    await calendar.say(office, DAY, OFF, moved.clock.now())
    assert await moved.to("16:50") == SendCount()
    await calendar.take_back(office, DAY, moved.clock.now())
    assert await moved.to("16:51") == SendCount(sent=6)
    assert await moved.to("16:52") == SendCount()


async def test_a_saturday_that_the_office_works_after_all(moved: Moved) -> None:
    await moved.to("16:45", SATURDAY)
    before = len(said(moved.commune.lan))
    await calendar.say(moved.nep.office, SATURDAY, WORKING, moved.clock.now())
    await moved.to("16:46", SATURDAY)
    assert len(said(moved.commune.lan)) == before + 1
    assert "28/11/2026" in moved.commune.lan.sees()


async def test_what_was_called_off_comes_when_the_day_is_worked_again(moved: Moved) -> None:
    """The cards wait still when the storm is announced, and when it passes by."""
    office = moved.nep.office
    moved.clock.set(at(DAY, "16:30"))
    await moved.nep.runner.tick()
    assert await calendar.say(office, DAY, OFF, moved.clock.now()) == 6
    assert await moved.to("16:35") == SendCount()
    await calendar.say(office, DAY, WORKING, moved.clock.now())
    assert (await moved.to("16:36")).sent == 6
    assert all(len(said(person)) == 1 for person in everybody(moved.commune))


async def test_a_day_called_off_again_leaves_those_on_duty_their_cards(moved: Moved) -> None:
    """A Saturday with a duty roster is worked, and then it is not."""
    office, ids = moved.nep.office, moved.commune.ids
    moved.clock.set(at(SATURDAY, "09:00"))
    await duties.put(office, [ids["lan"]], SATURDAY, moved.clock.now())
    await calendar.say(office, SATURDAY, WORKING, moved.clock.now())
    moved.clock.set(at(SATURDAY, "16:30"))
    await moved.nep.runner.tick()
    assert await calendar.take_back(office, SATURDAY, moved.clock.now()) == 5
    await moved.to("16:31", SATURDAY)
    assert "28/11/2026" in moved.commune.lan.sees()
    asked = [row for row in await deliveries(moved, Kind.PROMPT) if row.subject == f"{SATURDAY}"]
    assert {row.official_id for row in asked if row.state is DeliveryState.SENT} == {ids["lan"]}


async def test_whatever_called_a_card_off_duty_or_work_brings_it_back(moved: Moved) -> None:
    office, lan = moved.nep.office, moved.commune.ids["lan"]
    moved.clock.set(at(SATURDAY, "16:30"))
    await duties.put(office, [lan], SATURDAY, moved.clock.now())
    await moved.nep.runner.tick()
    await duties.take_off(office, [lan], SATURDAY, moved.clock.now())
    await calendar.say(office, SATURDAY, WORKING, moved.clock.now())
    await moved.to("16:31", SATURDAY)
    assert "28/11/2026" in moved.commune.lan.sees()
    sunday = date(2026, 11, 29)
    await calendar.say(office, sunday, WORKING, moved.clock.now())
    moved.clock.set(at(sunday, "16:30"))
    await moved.nep.runner.tick()
    assert await calendar.take_back(office, sunday, moved.clock.now()) == 6
    await duties.put(office, [lan], sunday, moved.clock.now())
    assert (await moved.to("16:31", sunday)).sent == 1
    assert "29/11/2026" in moved.commune.lan.sees()


@pytest.mark.parametrize("hour", [time(15), time(18)])
async def test_an_own_hour_chosen_before_or_after_the_card_neither_doubles_nor_loses_it(
    moved: Moved, hour: time
) -> None:
    lan = moved.commune.lan
    await moved.to("15:30")
    await _wants(moved, "lan", hour)
    await moved.to("15:31")
    assert len(said(lan)) == (1 if hour == time(15) else 0)
    await moved.to("16:30")
    assert len(said(lan)) == (1 if hour == time(15) else 0)
    await moved.to("18:00")
    await _wants(moved, "lan", time(18, 30))
    await moved.to("18:30")
    subjects = await _subjects(moved, Kind.PROMPT)
    assert subjects.count((moved.commune.ids["lan"], DAY.isoformat())) == 1
    assert len(subjects) == 6


async def test_an_own_hour_s_reminder_follows_and_comes_once(moved: Moved) -> None:
    await _wants(moved, "lan", time(18))
    await moved.to("17:10")
    assert (moved.commune.ids["lan"], DAY.isoformat()) not in await _subjects(moved, Kind.REMINDER)
    await moved.to("18:00")
    assert [message.silent for message in said(moved.commune.lan)] == [False]
    await moved.to("18:40")
    await moved.to("18:41")
    assert [message.silent for message in said(moved.commune.lan)] == [False, True]


async def test_a_unit_s_new_times_neither_double_nor_lose_the_card(moved: Moved) -> None:
    office, name = moved.nep.office, "Phòng Văn hóa – Xã hội"
    await moved.to("16:00")
    await units.set_times(office, name, UnitTimes(time(15, 30)), moved.clock.now())
    assert await moved.to("16:01") == SendCount(sent=4)
    await units.set_season(office, name, Season("10-16", "04-15", time(17)), moved.clock.now())
    assert await moved.to("16:30") == SendCount(sent=2)
    await moved.to("17:00")
    assert len(await deliveries(moved, Kind.PROMPT)) == 6


@pytest.mark.parametrize("moved_at", ["16:05", "20:30"])
async def test_hours_moved_into_the_past_bring_no_reminder_with_the_card(
    moved: Moved, moved_at: str
) -> None:
    office, name = moved.nep.office, "Phòng Văn hóa – Xã hội"
    lan = moved.commune.lan
    await _wants(moved, "minh", time(19))
    await moved.to("16:00")
    moved.clock.set(at(DAY, moved_at))
    await units.set_times(office, name, UnitTimes(time(15), time(15, 30)), moved.clock.now())
    await _wants(moved, "minh", time(15, 30))
    await moved.to(moved_at)
    await moved.to("23:59")
    for person in (lan, moved.commune.minh):
        assert [message.silent for message in said(person)] == [False]


async def test_a_card_moved_forward_has_its_reminder_later(moved: Moved) -> None:
    """The reminder's own hour is still to come, and far enough away."""
    name, lan = "Phòng Văn hóa – Xã hội", moved.commune.lan
    await moved.to("16:00")
    await units.set_times(moved.nep.office, name, UnitTimes(time(15, 30)), moved.clock.now())
    await moved.to("16:01")
    await moved.to("17:10")
    assert [message.silent for message in said(lan)] == [False, True]


@pytest.mark.parametrize(("back_at", "reminded"), [("16:49", True), ("16:51", False)])
async def test_after_downtime_a_reminder_keeps_half_its_distance(
    moved: Moved, back_at: str, reminded: bool
) -> None:
    await moved.to(back_at)
    await moved.to("17:10")
    await moved.to("23:00")
    assert [message.silent for message in said(moved.commune.lan)] == [False, True][: 1 + reminded]


async def test_a_card_that_an_outage_held_up_has_no_reminder_at_its_heels(
    moved: Moved, world: World
) -> None:
    with world.faults.outage():
        await moved.to("16:30")
        await moved.to("17:10")
    await moved.to("17:40")
    await moved.to("23:00")
    assert [message.silent for message in said(moved.commune.lan)] == [False]


async def test_on_a_day_off_only_those_on_duty_are_written_to(moved: Moved) -> None:
    """Lan and the head are on duty; she sends, he decides, and nobody else hears of it."""
    commune, ids = moved.commune, moved.commune.ids
    await moved.to("23:00", date(2026, 11, 27))
    before = {person.id: len(said(person)) for person in everybody(commune)}
    on_duty = [ids["lan"], ids["binh"], ids["minh"]]
    await duties.put(moved.nep.office, on_duty, SATURDAY, moved.clock.now())
    await duties.take_off(moved.nep.office, [ids["minh"]], SATURDAY, moved.clock.now())
    await moved.to("16:30", SATURDAY)
    assert "28/11/2026" in commune.lan.sees()
    await commune.lan.taps("Đạt tất cả")
    await commune.lan.taps("Gửi")
    await moved.to("17:10", SATURDAY)
    await moved.to("17:30", SATURDAY)
    news = {person.id: len(said(person)) - before[person.id] for person in everybody(commune)}
    assert {person for person, count in news.items() if count} == {commune.lan.id, commune.binh.id}
    assert news[commune.lan.id] == 1
    assert "📥" in commune.binh.sees()
    assert await moved.to("23:00", date(2026, 11, 29)) == SendCount()


async def test_who_is_put_on_duty_late_is_asked_at_once_and_who_is_taken_off_is_not(
    moved: Moved,
) -> None:
    office, lan = moved.nep.office, [moved.commune.ids["lan"]]
    await moved.to("16:40", SATURDAY)
    before = len(said(moved.commune.lan))
    await duties.put(office, lan, SATURDAY, moved.clock.now())
    await moved.nep.runner.tick()
    await duties.take_off(office, lan, SATURDAY, moved.clock.now())
    await moved.nep.sender.drain()
    assert len(said(moved.commune.lan)) == before
    await duties.put(office, lan, SATURDAY, moved.clock.now())
    await moved.to("16:41", SATURDAY)
    assert len(said(moved.commune.lan)) == before + 1


async def test_a_clock_that_jumps_either_way_sends_nothing_twice(moved: Moved) -> None:
    """A day and a half ahead and back again: what was planned has its key."""
    for hour, day in (("16:30", DAY), ("18:00", NEXT), ("09:00", DAY), ("17:45", NEXT)):
        await moved.to(hour, day)
    await moved.to("18:30", NEXT)
    for kind in Kind:
        subjects = [row.key for row in await deliveries(moved, kind)]
        assert len(subjects) == len(set(subjects))
    cards = [one for one in said(moved.commune.lan) if not one.silent]
    assert len(cards) == 2
