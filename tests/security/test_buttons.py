"""Forged, replayed and outdated buttons: a client may send any data on any message."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.app import Nep
from bot.rules.people import Role
from bot.rules.reports import Status
from bot.sandbox.clock import SandboxClock
from bot.sandbox.people import Person
from bot.sandbox.world import World
from bot.speech import buttons
from bot.usecases import enrol
from db.tables import OfficialRow, ReportRow
from tests.security.conftest import Ledger, Tables, sends_day
from tests.support.builders import Commune, a_unit

pytestmark = pytest.mark.usefixtures("quiet")

KINDS = sorted(buttons._KINDS.values(), key=lambda kind: kind.name)
HARMLESS = {buttons.Month, buttons.Speak, buttons.Unsent, buttons.PromptAt, buttons.Remind}
"""They are about whoever taps, and carry no id."""
NUMBERS = ["0", "-1", "1", "2", "7", str(2**31 - 1), str(2**31), str(2**63), "9" * 40, "٣", "1_0"]
DAYS = ["0001-01-01", "9999-12-31", "2026-11-25", "2026-13-01", "20261125", "today"]


def values_of(kind: Any) -> list[str]:
    if kind is date:
        return DAYS
    if kind is int:
        return NUMBERS
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return [*kind, "", "root"]
    return ["C1", "C5", "none", "", "<b>", "'; DROP TABLE officials; --"]


@st.composite
def near_buttons(draw: st.DrawFn) -> str:
    """Nearly a button: the right name with fields of its own kinds, and then spoilt."""
    kind = draw(st.sampled_from([kind for kind in KINDS if kind is not buttons.Month]))
    hints = get_type_hints(kind)
    parts = [buttons.VERSION, kind.name]
    parts += [draw(st.sampled_from(values_of(hints[field.name]))) for field in fields(kind)]
    data = "|".join(parts)
    spoil = draw(st.integers(0, 9))
    if spoil == 0:
        return data[: draw(st.integers(0, len(data)))]
    if spoil == 1:
        return data + draw(st.text(max_size=8))
    if spoil == 2:
        return draw(st.sampled_from(["0", "2", "", "01", " 1"])) + data[1:]
    return data


@pytest.mark.parametrize("who", ["lan", "stranger"])
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.one_of(near_buttons(), near_buttons(), st.text(max_size=64)))
async def test_whatever_a_button_says_it_is_answered_and_changes_nothing_of_others(
    world: World, worked: Commune, ledger: Ledger, who: str, data: str
) -> None:
    person = worked.lan if who == "lan" else _stranger(world)
    await person.says("/help")
    before = _of_others(await ledger.read(), worked.ids["lan"])
    await person.taps_data(data, on=person.message)
    assert person.answer is not None
    assert "trục trặc" not in person.toast
    assert _of_others(await ledger.read(), worked.ids["lan"]) == before


def _stranger(world: World) -> Person:
    known = [profile for profile in world.people.values() if profile.first_name == "Người lạ"]
    return Person(world, known[0]) if known else Person.new(world, "Người lạ")


def _of_others(tables: Tables, own: int) -> Tables:
    """Leave out what a person may change by buttons: the own day, leave and language."""
    reports = {row[0] for row in tables["reports"] if own in row[1:2]}
    owner: dict[str, tuple[int, set[object]]]
    owner = {"officials": (0, {own}), "reports": (1, {own}), "absences": (1, {own})}
    owner |= {"answers": (0, reports), "report_events": (1, reports), "deliveries": (2, {own})}

    def is_own(name: str, row: tuple[object, ...]) -> bool:
        column, owned = owner.get(name, (0, set()))
        return row[column] in owned

    return {name: [r for r in rows if not is_own(name, r)] for name, rows in tables.items()}


def replays(commune: Commune, report_id: int) -> Iterator[str]:
    """Give a good button of every kind that carries an id, about things of somebody else."""
    for act in buttons.CardAct:
        yield buttons.Card(act, report_id).pack()
    for answer in ("met", "not_met", "na"):
        yield f"1|a|{report_id}|C1|{answer}"
    for review in buttons.ReviewAct:
        yield buttons.Review(review, report_id).pack()
    for reason in (0, 1, 2, 3, -1):
        yield buttons.Return(report_id, reason).pack()
    for inbox in buttons.InboxAct:
        yield buttons.Inbox(inbox).pack()
    yield from leaves(commune.ids["lan"])
    yield from delegations(commune.ids["lan"])
    yield buttons.Pulse(1).pack()
    yield from days_of_the_office(date(2026, 11, 27))
    yield from duties(commune.ids["lan"], date(2026, 11, 28))
    for act_ in buttons.StandingsAct:
        for side in ("individual", "collective"):
            yield f"1|k|{act_}|{side}|month|2026-11-25|0|1"
    yield f"1|w|individual|month|2026-11-25|0|{commune.ids['lan']}"
    yield f"1|w|collective|movement|2026-11-25|0|{commune.division}"
    yield from whole_office()
    for part in buttons.DigestPart:
        for unit in (commune.top, commune.division, 999):
            yield buttons.Digest(part, unit, date(2026, 11, 25)).pack()
    yield buttons.DigestBook(commune.division, date(2026, 11, 25)).pack()
    yield buttons.DigestUnits(1, date(2026, 11, 25)).pack()


def whole_office() -> Iterator[str]:
    for part in buttons.CouncilPart:
        yield f"1|o|{part}|quarter|2026-11-25"
    yield "1|of|year|2026-11-25"


def leaves(official_id: int) -> Iterator[str]:
    yield buttons.LeaveCancel(1).pack()
    yield buttons.LeavePeople(1).pack()
    yield buttons.LeaveOf(official_id).pack()
    for days in buttons.LeaveDays:
        yield buttons.LeaveWhen(days, official_id).pack()
    yield f"1|lk|2026-11-25|2026-11-25|other|{official_id}"


def delegations(official_id: int) -> Iterator[str]:
    yield buttons.DelegatePeople(1).pack()
    yield buttons.DelegateTo(official_id).pack()
    for days in buttons.LeaveDays:
        yield buttons.DelegateDays(days, official_id).pack()
    yield buttons.DelegateDocument(1).pack()
    yield buttons.DelegateCancel(1).pack()


def days_of_the_office(day: date) -> Iterator[str]:
    yield buttons.CalendarPage(1).pack()
    yield buttons.CalendarAdd().pack()
    for act in buttons.CalendarAct:
        yield buttons.CalendarDay(act, day).pack()
    for kind in ("off", "working"):
        yield f"1|ys|{day}|{kind}"


def duties(official_id: int, day: date) -> Iterator[str]:
    yield buttons.DutyDays().pack()
    yield buttons.DutyDay(day, 1).pack()
    for act in buttons.DutyAct:
        yield buttons.Duty(act, official_id, day, 1).pack()


def test_every_button_with_an_id_is_among_the_replayed(commune: Commune) -> None:
    replayed = {type(buttons.parse(data)) for data in replays(commune, 1)}
    assert replayed == set(KINDS) - HARMLESS - {buttons.Agree}


@pytest.mark.parametrize("who", ["minh", "stranger"])
async def test_the_buttons_of_others_do_nothing_in_ones_own_chat(
    nep: Nep, world: World, clock: SandboxClock, commune: Commune, ledger: Ledger, who: str
) -> None:
    lan = commune.lan
    await lan.says("/leave")
    await lan.taps("Ngày mai")
    await lan.taps("Nghỉ phép")
    await sends_day(lan, late=True)
    report_id = await _report_of(nep, commune.ids["lan"])
    person = commune.minh if who == "minh" else Person.new(world, "Người lạ")
    await person.says("/help")
    shown = len(person.messages)
    before = await ledger.read()
    for data in replays(commune, report_id):
        await person.taps_data(data, on=person.message)
        assert person.answer, data
        assert person.answer.alert or who == "stranger", (data, person.toast)
        assert person.toast, data
        assert "trục trặc" not in person.toast, data
    assert await ledger.read() == before
    said = [message.text for message in person.messages[shown:]]
    assert said == []


async def test_a_message_number_of_another_chat_leads_to_no_message_there(
    world: World, commune: Commune
) -> None:
    """A forged client names a message that only another chat has."""
    await sends_day(commune.lan)
    shown = commune.lan.sees()
    minh = commune.minh
    await minh.says("/checkin")
    own = minh.message
    for number in range(1, 40):
        await world.tap(minh.id, minh.chat_id, number, own.keyboard[0][0].callback_data)
        assert minh.answer is not None
    assert commune.lan.sees() == shown
    assert all("Võ Minh" not in message.text for message in commune.lan.messages)


async def test_a_button_of_the_own_day_does_nothing_after_the_decision(
    nep: Nep, commune: Commune, ledger: Ledger
) -> None:
    await sends_day(commune.lan)
    report_id = await _report_of(nep, commune.ids["lan"])
    await commune.binh.says("/approvals")
    await commune.binh.taps("Duyệt tất cả không ngoại lệ")
    await nep.sender.drain()
    before = await ledger.read()
    for data in (
        f"1|c|send|{report_id}",
        f"1|c|edit|{report_id}",
        f"1|c|all|{report_id}",
        f"1|a|{report_id}|C1|not_met",
    ):
        await commune.lan.taps_data(data, on=commune.lan.message)
        assert "đã được duyệt" in commune.lan.toast
    assert await ledger.read() == before


HEADS_BUTTONS = ("Duyệt tất cả không ngoại lệ", "Xem từng báo cáo")


@pytest.mark.parametrize("fate", ["demoted", "transferred", "left", "account moved"])
async def test_a_heads_old_buttons_die_with_the_role(
    nep: Nep, world: World, clock: SandboxClock, worked: Commune, ledger: Ledger, fate: str
) -> None:
    binh = worked.binh
    await binh.says("/approvals")
    inbox = binh.message
    await binh.says("/approvals")
    await binh.taps("Xem từng báo cáo")
    one = binh.message
    await binh.taps("Trả lại", on=one)
    old = [(inbox, label) for label in HEADS_BUTTONS]
    old += [(one, "Thiếu lý do"), (one, "Lý do khác"), (one, "Quay lại")]
    presses = [
        (message, button.callback_data)
        for message, label in old
        for row in message.keyboard
        for button in row
        if label in button.text
    ]
    assert len(presses) == len(old)
    await _meets(nep, clock, worked, fate)
    before = await ledger.read()
    report_id = await _report_of(nep, worked.ids["minh"])
    for message, data in [*presses, (one, f"1|r|ok|{report_id}"), (one, f"1|b|{report_id}|1")]:
        await binh.taps_data(data, on=message)
        assert binh.toast, data
        assert "trục trặc" not in binh.toast, data
    assert await ledger.read() == before


@pytest.mark.parametrize("fate", ["demoted", "transferred", "left", "account moved"])
async def test_a_reason_typed_after_the_role_is_gone_returns_nothing(
    nep: Nep, clock: SandboxClock, worked: Commune, fate: str
) -> None:
    binh = worked.binh
    await binh.says("/approvals")
    await binh.taps("Xem từng báo cáo")
    await binh.taps("Trả lại")
    await binh.taps("Lý do khác")
    await _meets(nep, clock, worked, fate)
    await binh.says("Làm lại")
    async with nep.office.db.read() as session:
        report = await session.get_one(ReportRow, await _report_of(nep, worked.ids["minh"]))
        assert report.status is Status.SUBMITTED


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.HEAD, Role.DEPUTY])
async def test_the_councils_old_buttons_die_with_the_role(
    nep: Nep, worked: Commune, role: Role
) -> None:
    council = worked.council
    await council.says("/help")
    apart = await a_unit(nep.office, "Trạm Y tế")
    async with nep.office.db.begin() as session:
        row = await session.get_one(OfficialRow, worked.ids["council"])
        row.role, row.unit_id = role, apart
    shown = len(council.messages)
    for data in replays(worked, 1):
        if data.startswith(("1|k|", "1|w|", "1|d|")):
            await council.taps_data(data, on=council.message)
            assert "chỉ dành cho" in council.toast, data
    assert len(council.messages) == shown


async def test_what_was_asked_of_one_person_is_not_answered_by_the_next_on_the_account(
    nep: Nep, commune: Commune, clock: SandboxClock
) -> None:
    """An account changes hands while a note is awaited in its chat."""
    lan = commune.lan
    await sends_day(lan)
    await lan.taps("Sửa")
    await lan.taps("Ghi chú")
    report_id = await _report_of(nep, commune.ids["lan"])
    async with nep.office.db.begin() as session:
        (await session.get_one(OfficialRow, commune.ids["lan"])).telegram_id = None
        (await session.get_one(OfficialRow, commune.ids["minh"])).telegram_id = None
        await session.flush()
        (await session.get_one(OfficialRow, commune.ids["minh"])).telegram_id = lan.id
    await lan.says("Ghi chú của người khác")
    await lan.replies("Vẫn là người khác", to=lan.messages[1])
    async with nep.office.db.read() as session:
        assert (await session.get_one(ReportRow, report_id)).note is None


async def _report_of(nep: Nep, official_id: int) -> int:
    async with nep.office.db.read() as session:
        found = await session.scalar(
            select(ReportRow.id).where(ReportRow.official_id == official_id)
        )
        assert found
        return found


async def _meets(nep: Nep, clock: SandboxClock, commune: Commune, fate: str) -> None:
    """Take the division away from its head."""
    if fate == "account moved":
        (link,) = await enrol.invite(nep.office, clock.now(), code="VH01")
        await enrol.agree(nep.office, link.code, 7_999_999_999, clock.now())
        return
    apart = await a_unit(nep.office, "Trạm Y tế")
    async with nep.office.db.begin() as session:
        row = await session.get_one(OfficialRow, commune.ids["binh"])
        if fate == "demoted":
            row.role = Role.OFFICIAL
        elif fate == "transferred":
            row.unit_id = apart
        else:
            row.left_on = nep.office.today(clock.now())
