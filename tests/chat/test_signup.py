"""Signing up, as it is chatted."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.app import Nep
from bot.rules.people import Role
from bot.sandbox.clock import SandboxClock
from bot.sandbox.people import Person
from bot.sandbox.world import World
from bot.speech import commands
from bot.usecases import enrol
from db.tables import ConsentRow, OfficialRow, SignupCodeRow
from tests.support.builders import Commune, a_unit, an_official

PHONE = "+84912345678"


@pytest.fixture
async def code(nep: Nep, clock: SandboxClock) -> str:
    """A sign-up code for Hoa, who is on the roster and has not signed up."""
    unit = await a_unit(nep.office, "Văn phòng <HĐND & UBND>")
    await an_official(nep.office, "VP01", "Đỗ Thị Hoa", unit, title="Kế toán", phone=PHONE)
    (invitation,) = await enrol.invite(nep.office, clock.now(), code="vp01")
    return invitation.code


@pytest.fixture
def hoa(world: World) -> Person:
    return Person.new(world, "Hoa", phone="84912345678")


async def person(nep: Nep, code: str = "VP01") -> OfficialRow:
    async with nep.office.db.read() as session:
        found = await session.scalar(select(OfficialRow).where(OfficialRow.code == code))
        assert found
        return found


async def consents(nep: Nep) -> list[ConsentRow]:
    async with nep.office.db.read() as session:
        return list(await session.scalars(select(ConsentRow)))


async def test_the_link_says_what_is_kept_and_waits_for_agreement(
    nep: Nep, hoa: Person, code: str
) -> None:
    await hoa.follows(code)
    assert "Đỗ Thị Hoa" in hoa.sees()
    assert "Văn phòng <HĐND & UBND>" in hoa.sees()
    assert "Nếp giữ những gì" in hoa.sees()
    assert hoa.buttons() == [["✅ Tôi đồng ý"]]
    assert (await person(nep)).telegram_id is None
    assert await consents(nep) == []


async def test_who_agrees_is_in(nep: Nep, hoa: Person, code: str, clock: SandboxClock) -> None:
    await hoa.follows(code)
    await hoa.taps("Tôi đồng ý")
    assert "Đã đăng ký: Đỗ Thị Hoa." in hoa.sees()
    assert (await person(nep)).telegram_id == hoa.id
    (consent,) = await consents(nep)
    assert (consent.version, consent.given_at) == (enrol.CONSENT_VERSION, clock.now())
    await hoa.says("/checkin")
    assert "Tự đánh giá" in hoa.sees()


async def test_codes_are_kept_as_hashes(nep: Nep, code: str) -> None:
    async with nep.office.db.read() as session:
        kept = await session.scalar(select(SignupCodeRow.code_hash))
    assert kept
    assert code not in kept


async def test_a_code_is_good_once(nep: Nep, world: World, hoa: Person, code: str) -> None:
    await hoa.follows(code)
    await hoa.taps("Tôi đồng ý")
    other = Person.new(world, "Người khác")
    await other.follows(code)
    assert "đã được dùng hoặc đã hết hạn" in other.sees()
    await other.taps_data(f"1|agree|{code}", on=other.message)
    assert "đã được dùng" in other.toast
    assert (await person(nep)).telegram_id == hoa.id


async def test_a_second_tap_on_the_agreement_finds_it_done(
    nep: Nep, hoa: Person, code: str
) -> None:
    await hoa.follows(code)
    tap = await hoa.taps("Tôi đồng ý")
    await hoa.taps_data(tap.data, on=hoa.message)
    assert len(await consents(nep)) == 1
    assert "Đã đăng ký" in hoa.sees()


async def test_a_code_expires(hoa: Person, code: str, clock: SandboxClock) -> None:
    clock.advance(timedelta(days=enrol.LINK_DAYS, seconds=1))
    await hoa.follows(code)
    assert "đã hết hạn" in hoa.sees()


@pytest.mark.parametrize("guess", ["x", "0" * 64, "<b>"])
async def test_a_guessed_code_is_refused(hoa: Person, code: str, guess: str) -> None:
    await hoa.says(f"/start {guess}")
    assert "Đường dẫn này không đúng" in hoa.sees()


async def test_one_account_is_one_person(
    nep: Nep, hoa: Person, code: str, clock: SandboxClock
) -> None:
    unit = await a_unit(nep.office, "Phòng Kinh tế")
    await an_official(nep.office, "KT01", "Người thứ hai", unit)
    (second,) = await enrol.invite(nep.office, clock.now(), code="KT01")
    await hoa.follows(code)
    await hoa.taps("Tôi đồng ý")
    await hoa.follows(second.code)
    assert "đã đăng ký cho một người khác" in hoa.sees()
    assert (await person(nep, "KT01")).telegram_id is None


async def test_ones_own_phone_opens_the_door(nep: Nep, hoa: Person, code: str) -> None:
    await hoa.says("/start")
    await hoa.presses("Chia sẻ số điện thoại")
    assert "Đỗ Thị Hoa" in hoa.sees()
    await hoa.taps("Tôi đồng ý")
    assert (await person(nep)).telegram_id == hoa.id


async def test_the_phone_of_another_opens_nothing(
    nep: Nep, world: World, hoa: Person, code: str
) -> None:
    thief = Person.new(world, "Kẻ gian", phone="84999999999")
    await thief.says("/start")
    await thief.shares_contact(of=hoa)
    assert "số điện thoại của chính mình" in thief.sees()
    await thief.shares_contact()
    assert "không có trong danh sách" in thief.sees()
    assert (await person(nep)).telegram_id is None


async def test_a_new_account_by_a_new_link(
    nep: Nep, world: World, hoa: Person, code: str, clock: SandboxClock
) -> None:
    await hoa.follows(code)
    await hoa.taps("Tôi đồng ý")
    (again,) = await enrol.invite(nep.office, clock.now(), code="VP01")
    new_phone = Person.new(world, "Hoa, máy mới")
    await new_phone.follows(again.code)
    await new_phone.taps("Tôi đồng ý")
    assert (await person(nep)).telegram_id == new_phone.id
    await hoa.says("/checkin")
    assert "Để đăng ký" in hoa.sees()


async def test_the_menu_follows_role_and_language(commune: Commune, world: World) -> None:
    stranger = Person.new(world, "Khách")
    await stranger.says("/help")
    assert stranger.menu == ["start", "help"]
    await commune.lan.says("/help")
    assert "approvals" not in commune.lan.menu
    assert {"checkin", "me", "leave"} <= set(commune.lan.menu)
    await commune.binh.says("/help")
    assert "approvals" in commune.binh.menu
    assert "ranking" not in commune.binh.menu
    await commune.council.says("/help")
    assert "ranking" in commune.council.menu


async def test_english_on_request(commune: Commune, world: World) -> None:
    lan = commune.lan
    await lan.says("/language")
    await lan.taps("English")
    await lan.says("/checkin")
    assert "Wednesday, 25/11/2026" in lan.sees()
    assert "✅ All met" in [label for row in lan.buttons() for label in row]
    assert world.menu(lan.id)[0].description == "Report today"


async def test_a_person_who_left_is_nobody(nep: Nep, commune: Commune, clock: SandboxClock) -> None:
    async with nep.office.db.begin() as session:
        row = await session.get_one(OfficialRow, commune.ids["lan"])
        row.left_on = nep.office.today(clock.now())
    await commune.lan.says("/checkin")
    assert "Để đăng ký" in commune.lan.sees()


async def test_who_blocks_the_bot_is_known_to_be_unreachable(nep: Nep, commune: Commune) -> None:
    await commune.lan.blocks_bot()
    assert (await person(nep, "VH03")).unreachable_since is not None
    await commune.lan.unblocks_bot()
    assert (await person(nep, "VH03")).unreachable_since is None


ROLES = [None, *Role]
COMMANDS = ["start", "nonsense"]
COMMANDS += [name for one in commands.COMMANDS for name in (one.name, one.alias) if name]


@pytest.mark.parametrize("role", ROLES)
async def test_every_command_has_an_answer_for_every_role(
    nep: Nep, world: World, role: Role | None
) -> None:
    person = Person.new(world, "Ai đó")
    if role:
        unit = await a_unit(nep.office, "Phòng Tư pháp")
        await an_official(nep.office, "TP01", "Ai Đó", unit, role, telegram_id=person.id)
    for command in COMMANDS:
        before = len(person.messages)
        await person.says(f"/{command}")
        assert len(person.messages) > before + 1, command
        assert "trục trặc" not in person.sees(), command


async def test_groups_hear_nothing_personal(world: World, commune: Commune) -> None:
    group = world.add_group("Cả cơ quan", [commune.lan.id, commune.council.id])
    for who in (commune.lan, commune.council):
        there = who.within(group.id)
        for command in COMMANDS:
            await there.says(f"/{command}@nep_bot")
            assert "trò chuyện riêng" in there.sees(), command
        await there.says("đạt hết")
        assert there.messages[-1].text == "đạt hết"


async def test_ones_own_link_opened_again_is_no_bad_code(hoa: Person, code: str) -> None:
    await hoa.follows(code)
    await hoa.taps("Tôi đồng ý")
    await hoa.follows(code)
    assert "đã đăng ký" in hoa.sees()
