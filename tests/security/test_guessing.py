"""Who guesses links and phone numbers is turned away, and nobody else is because of it."""

import asyncio
from datetime import datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import func, select

from bot.app import Nep
from bot.errors import Refusal
from bot.sandbox.clock import SandboxClock
from bot.sandbox.people import Person
from bot.sandbox.world import World
from bot.usecases import enrol
from bot.usecases.office import Office
from db.engine import Database
from db.tables import OfficialRow, SignupMissRow
from tests.conftest import ZONE
from tests.support.builders import a_unit, an_official

PHONE = "+84912345678"
TURNED_AWAY = "tạm dừng đăng ký"
ONE_MINUTE = timedelta(minutes=1)


async def a_code(office: Office, now: datetime) -> str:
    """Put Hoa on the roster and give her link's code."""
    unit = await a_unit(office, "Văn phòng")
    await an_official(office, "VP01", "Đỗ Thị Hoa", unit, phone=PHONE)
    (invitation,) = await enrol.invite(office, now, code="VP01")
    return invitation.code


@pytest.fixture
async def code(nep: Nep, clock: SandboxClock) -> str:
    return await a_code(nep.office, clock.now())


@pytest.fixture
def thief(world: World) -> Person:
    return Person.new(world, "Kẻ gian", phone="84999999999")


async def guesses(person: Person, times: int = enrol.TRIES) -> None:
    for number in range(times):
        await person.says(f"/start guess{number}")
        assert "Đường dẫn này không đúng" in person.sees()


async def misses(office: Office) -> int:
    async with office.db.read() as session:
        return await session.scalar(select(func.count()).select_from(SignupMissRow)) or 0


async def accounts(office: Office) -> list[int | None]:
    async with office.db.read() as session:
        return list(await session.scalars(select(OfficialRow.telegram_id)))


async def test_after_so_many_misses_a_right_code_says_no_more_than_a_wrong_one(
    nep: Nep, thief: Person, code: str
) -> None:
    await guesses(thief)
    await thief.says("/start wrong")
    wrong = thief.sees()
    await thief.follows(code)
    assert thief.sees() == wrong
    assert TURNED_AWAY in wrong
    await thief.taps_data(f"1|agree|{code}", on=thief.message)
    assert TURNED_AWAY in thief.toast
    assert await accounts(nep.office) == [None]


async def test_it_is_said_when_to_try_again_and_then_a_right_code_opens(
    thief: Person, code: str, clock: SandboxClock
) -> None:
    for number in range(enrol.TRIES):
        await thief.says(f"/start guess{number}")
        clock.advance(ONE_MINUTE)
    await thief.follows(code)
    assert "sau 16:45 25/11/2026" in thief.sees()
    clock.set(datetime(2026, 11, 25, 16, 44, 59, tzinfo=ZONE))
    await thief.follows(code)
    assert TURNED_AWAY in thief.sees()
    clock.advance(timedelta(seconds=2))
    await thief.follows(code)
    assert "Đỗ Thị Hoa" in thief.sees()


async def test_who_is_turned_away_does_not_prolong_it_by_trying(
    nep: Nep, thief: Person, code: str
) -> None:
    await guesses(thief)
    for _ in range(3):
        await thief.follows(code)
    assert await misses(nep.office) == enrol.TRIES


async def test_links_phones_and_agreements_that_fit_nobody_count_together(
    nep: Nep, thief: Person, code: str
) -> None:
    await thief.says("/start guess")
    await thief.shares_contact()
    assert "không có trong danh sách" in thief.sees()
    await thief.taps_data("1|agree|guess", on=thief.message)
    assert "Đường dẫn này không đúng" in thief.toast
    assert await misses(nep.office) == 3
    await guesses(thief, enrol.TRIES - 3)
    await thief.shares_contact()
    assert TURNED_AWAY in thief.sees()


async def test_a_phone_on_the_roster_opens_nothing_either_while_turned_away(
    nep: Nep, world: World, code: str
) -> None:
    hoa = Person.new(world, "Hoa", phone="84912345678")
    await guesses(hoa)
    await hoa.shares_contact()
    assert TURNED_AWAY in hoa.sees()
    assert "Đỗ Thị Hoa" not in hoa.sees()


async def test_used_and_expired_codes_are_misses_as_well(
    nep: Nep, world: World, thief: Person, code: str, clock: SandboxClock
) -> None:
    hoa = Person.new(world, "Hoa")
    await hoa.follows(code)
    await hoa.taps("Tôi đồng ý")
    await thief.follows(code)
    assert await misses(nep.office) == 1
    (late,) = await enrol.invite(nep.office, clock.now(), code="VP01")
    clock.advance(timedelta(days=enrol.LINK_DAYS, seconds=1))
    await thief.follows(late.code)
    assert "đã hết hạn" in thief.sees()
    assert await misses(nep.office) == 1, "the old one is forgotten"


async def test_a_right_code_is_no_miss(nep: Nep, world: World, code: str) -> None:
    hoa = Person.new(world, "Hoa", phone="84912345678")
    for _ in range(enrol.TRIES + 1):
        await hoa.follows(code)
        await hoa.shares_contact()
        assert "Đỗ Thị Hoa" in hoa.sees()
    await hoa.taps("Tôi đồng ý")
    for _ in range(enrol.TRIES + 1):
        await hoa.follows(code)
        assert "đã đăng ký" in hoa.sees()
    assert await misses(nep.office) == 0


async def test_one_who_guesses_stops_nobody_else(world: World, thief: Person, code: str) -> None:
    await guesses(thief)
    hoa = Person.new(world, "Hoa", phone="84912345678")
    await hoa.follows(code)
    assert "Đỗ Thị Hoa" in hoa.sees()


async def test_guessing_from_many_accounts_leaves_each_one_miss_and_the_right_link_open(
    nep: Nep, world: World, thief: Person, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enrol, "MANY_MISSES", 6)
    for number in range(6):
        await guesses(Person.new(world, f"Người {number}"), 1)
    await guesses(thief, 1)
    await thief.says("/start again")
    assert TURNED_AWAY in thief.sees()
    hoa = Person.new(world, "Hoa")
    await hoa.follows(code)
    await hoa.taps("Tôi đồng ý")
    assert "Đã đăng ký: Đỗ Thị Hoa." in hoa.sees()


async def test_who_has_signed_up_works_on_while_turned_away(
    nep: Nep, world: World, code: str
) -> None:
    hoa = Person.new(world, "Hoa")
    await hoa.follows(code)
    await hoa.taps("Tôi đồng ý")
    await guesses(hoa)
    await hoa.says("/checkin")
    await hoa.taps("Đạt tất cả")
    await hoa.taps("Gửi")
    assert "Đã gửi" in hoa.sees()


async def test_two_workers_let_through_no_more_guesses_than_one(
    office: Office, database_url: str, clock: SandboxClock
) -> None:
    """Workers share nothing but the database; the same account asks both at once."""
    other = Office(Database(database_url), ZONE)
    number = count()

    async def guess(worker: Office) -> type[Refusal]:
        with pytest.raises(Refusal) as refused:
            await enrol.knock(worker, f"guess{next(number)}", 7_000_000_001, clock.now())
        return refused.type

    try:
        said = await asyncio.gather(*(guess(worker) for worker in (office, other) * 12))
    finally:
        await other.db.close()
    assert said.count(enrol.BadCode) == enrol.TRIES
    assert said.count(enrol.TooManyTries) == 24 - enrol.TRIES
    assert await misses(office) == enrol.TRIES
