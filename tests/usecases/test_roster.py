"""Importing the roster, looked at from another session each time."""

import asyncio
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError

from bot.rules import roster as rosters
from bot.rules.conversation import Question, QuestionKind
from bot.rules.deliveries import Kind, Wanted
from bot.rules.people import Official, Role
from bot.rules.reports import Answer, Status
from bot.rules.roster.columns import Column
from bot.usecases import conversation, enrol, report, roster
from bot.usecases.enrol import BadCode
from bot.usecases.office import Office
from bot.usecases.roster import Change, Changes, Detail, UnitChange
from db import deliveries, officials, signup
from db.tables import DeliveryRow, DeliveryState, OfficialRow, ReportRow, UnitRow
from tests.support.waiting import somebody_waits

NOW = datetime(2026, 11, 25, 18, 30, tzinfo=UTC)
"""Already the 26th where the office is."""

TODAY = date(2026, 11, 26)

HEADER = "Mã|Họ và tên|Chức vụ|Đơn vị|Đơn vị cấp trên|Khối thi đua|Vai trò|Số điện thoại|Tiếp dân"

TOP = "UBND xã"
CULTURE = "Phòng Văn hóa"
ECONOMY = "Phòng Kinh tế"

CHAIR = f"CT01|Phạm Văn Chính|Chủ tịch|{TOP}||Quản lý|Thủ trưởng|0912000001|"
HEAD = f"VH01|Trần Văn Bình|Trưởng phòng|{CULTURE}|{TOP}|Chuyên môn|Thủ trưởng|0912000002|"
LAN = f"VH02|Nguyễn Thị Lan|Chuyên viên|{CULTURE}||||0912000003|x"
MINH = f"KT01|Võ Minh||{ECONOMY}|{TOP}|Chuyên môn|||"
OFFICE = (CHAIR, HEAD, LAN, MINH)


async def checked(office: Office, *lines: str) -> rosters.Roster:
    rows = [line.split("|") for line in (HEADER, *lines)]
    return rosters.validate(rows, await roster.known_units(office))


async def bring(office: Office, *lines: str, now: datetime = NOW, dry_run: bool = False) -> Changes:
    return await roster.apply(office, await checked(office, *lines), now, dry_run=dry_run)


async def people(office: Office) -> dict[str, OfficialRow]:
    async with office.db.read() as session:
        rows = await session.scalars(select(OfficialRow).order_by(OfficialRow.id))
        return {row.code: row for row in rows}


async def units(office: Office) -> dict[str, UnitRow]:
    async with office.db.read() as session:
        return {row.name: row for row in await session.scalars(select(UnitRow))}


async def everything(office: Office) -> list[tuple[Any, ...]]:
    """Give every row of people and units as it is."""
    async with office.db.read() as session:
        kinds = (UnitRow.__table__, OfficialRow.__table__)
        return [tuple(row) for kind in kinds for row in await session.execute(select(kind))]


async def seen(office: Office) -> list[tuple[object, ...]]:
    """Give what anybody can tell of the people in office, ids aside."""
    async with office.db.read() as session:
        found = await officials.find(
            session, officials.query().where(OfficialRow.left_on.is_(None))
        )
    names = {row.id: row.name for row in (await units(office)).values()}
    phones = {row.code: row.phone for row in (await people(office)).values()}
    return sorted(
        (
            *(one.code, one.name, one.title or "", one.role, one.front_line),
            *(one.unit.name, one.unit.block or "", names.get(one.unit.parent_id or 0, "")),
            phones[one.code] or "",
        )
        for one in found
    )


async def signed_up(office: Office, code: str, telegram_id: int, now: datetime = NOW) -> Official:
    (invitation,) = await enrol.invite(office, now, code=code)
    return await enrol.agree(office, invitation.code, telegram_id, now)


def codes(changes: tuple[Change, ...]) -> list[str]:
    return [change.code for change in changes]


async def test_a_first_roster_fills_the_office(office: Office) -> None:
    changes = await bring(office, *OFFICE)
    assert codes(changes.added) == ["CT01", "VH01", "VH02", "KT01"]
    assert changes.added[2] == Change(
        "VH02",
        "Nguyễn Thị Lan",
        (
            Detail(Column.TITLE, None, "Chuyên viên"),
            Detail(Column.UNIT, None, CULTURE),
            Detail(Column.ROLE, None, Role.OFFICIAL),
            Detail(Column.PHONE, None, "+84912000003"),
            Detail(Column.FRONT_LINE, False, True),
        ),
    )
    assert not changes.closed + changes.moved + changes.updated + changes.unchanged
    lan = (await people(office))["VH02"]
    assert (lan.name, lan.title, lan.role) == ("Nguyễn Thị Lan", "Chuyên viên", Role.OFFICIAL)
    assert (lan.phone, lan.front_line, lan.left_on) == ("+84912000003", True, None)
    assert (lan.telegram_id, lan.joined_on) == (None, None)


async def test_units_hang_together_as_the_file_says(office: Office) -> None:
    """The unit above is kept first, though the file names it last."""
    changes = await bring(office, HEAD, MINH, CHAIR)
    kept = await units(office)
    assert sorted(kept, key=lambda name: kept[name].id) == [TOP, CULTURE, ECONOMY]
    assert kept[TOP].parent_id is None
    assert kept[CULTURE].parent_id == kept[ECONOMY].parent_id == kept[TOP].id
    assert kept[TOP].block == "Quản lý"
    assert changes.units[1] == UnitChange(
        CULTURE,
        (
            Detail(Column.UNIT, None, CULTURE),
            Detail(Column.PARENT, None, TOP),
            Detail(Column.BLOCK, None, "Chuyên môn"),
        ),
    )
    assert await roster.known_units(office) == {TOP: None, CULTURE: TOP, ECONOMY: TOP}


async def test_the_same_file_again_changes_nothing(office: Office) -> None:
    await bring(office, *OFFICE)
    before = await everything(office)
    changes = await bring(office, *OFFICE, now=NOW + timedelta(days=1))
    assert codes(changes.unchanged) == ["CT01", "VH01", "VH02", "KT01"]
    assert not any(change.details for change in changes.unchanged)
    assert not changes.added + changes.updated + changes.moved + changes.closed + changes.returned
    assert changes.units == ()
    assert await everything(office) == before


async def test_spellings_of_one_code_and_one_unit_are_one(office: Office) -> None:
    await bring(office, *OFFICE)
    before = (await people(office))["VH02"]
    new_unit = "Phòng Văn hoá"
    changes = await bring(
        office,
        CHAIR,
        HEAD.replace(CULTURE, new_unit),
        LAN.replace(CULTURE, new_unit).replace("VH02", "vh02"),
        MINH,
    )
    after = (await people(office))["vh02"]
    assert (after.id, after.unit_id) == (before.id, before.unit_id)
    assert len(await people(office)) == 4
    assert codes(changes.unchanged) == ["CT01", "VH01", "KT01"]
    assert changes.updated[0].details == (Detail(Column.CODE, "VH02", "vh02"),)
    assert changes.units == (UnitChange(new_unit, (Detail(Column.UNIT, CULTURE, new_unit),)),)


async def test_what_the_file_says_differently_is_updated(office: Office) -> None:
    await bring(office, *OFFICE)
    lan = f"VH02|Nguyễn Thị Ngọc Lan||{CULTURE}|||Phó|0912000009|"
    changes = await bring(office, CHAIR, HEAD, lan, MINH)
    assert codes(changes.updated) == ["VH02"]
    assert changes.updated[0].details == (
        Detail(Column.NAME, "Nguyễn Thị Lan", "Nguyễn Thị Ngọc Lan"),
        Detail(Column.TITLE, "Chuyên viên", None),
        Detail(Column.ROLE, Role.OFFICIAL, Role.DEPUTY),
        Detail(Column.PHONE, "+84912000003", "+84912000009"),
        Detail(Column.FRONT_LINE, True, False),
    )
    row = (await people(office))["VH02"]
    assert (row.name, row.title, row.role) == ("Nguyễn Thị Ngọc Lan", None, Role.DEPUTY)
    assert (row.phone, row.front_line) == ("+84912000009", False)


async def test_who_changes_the_unit_is_moved_and_keeps_account_and_history(office: Office) -> None:
    await bring(office, *OFFICE)
    lan = await signed_up(office, "VH02", 1003)
    card = await report.today(office, lan.id, NOW)
    await enrol.menu_shown(office, lan.id, "official:vi")
    changes = await bring(
        office, CHAIR, HEAD, f"VH02|Nguyễn Thị Lan|Phó phòng|{ECONOMY}|||Phó|0912000003|x", MINH
    )
    assert changes.moved == (
        Change(
            "VH02",
            "Nguyễn Thị Lan",
            (
                Detail(Column.TITLE, "Chuyên viên", "Phó phòng"),
                Detail(Column.UNIT, CULTURE, ECONOMY),
                Detail(Column.ROLE, Role.OFFICIAL, Role.DEPUTY),
            ),
        ),
    )
    after = await enrol.who(office, 1003)
    assert after
    assert (after.id, after.unit.name, after.role) == (lan.id, ECONOMY, Role.DEPUTY)
    assert (after.joined_on, after.menu) == (TODAY, "official:vi")
    begun = await report.show(office, lan.id, card.report.id, NOW)
    assert begun.report.unit_id == (await units(office))[CULTURE].id


async def test_units_move_and_lose_what_the_file_no_longer_says(office: Office) -> None:
    await bring(office, *OFFICE)
    changes = await bring(
        office,
        f"KT01|Võ Minh||{ECONOMY}||||||",
        CHAIR.replace(f"{TOP}||Quản lý", f"{TOP}|{ECONOMY}|"),
    )
    kept = await units(office)
    assert (kept[ECONOMY].parent_id, kept[ECONOMY].block) == (None, None)
    assert (kept[TOP].parent_id, kept[TOP].block) == (kept[ECONOMY].id, None)
    assert changes.units == (
        UnitChange(
            TOP, (Detail(Column.PARENT, None, ECONOMY), Detail(Column.BLOCK, "Quản lý", None))
        ),
        UnitChange(
            ECONOMY,
            (Detail(Column.PARENT, TOP, None), Detail(Column.BLOCK, "Chuyên môn", None)),
        ),
    )
    assert kept[CULTURE].parent_id == kept[TOP].id, "nobody is left there; its history is"


async def test_a_unit_may_hang_under_one_that_only_the_office_knows(office: Office) -> None:
    await bring(office, CHAIR, MINH)
    await bring(office, HEAD)
    kept = await units(office)
    assert kept[CULTURE].parent_id == kept[TOP].id


async def test_who_is_not_in_the_file_is_closed(office: Office) -> None:
    await bring(office, *OFFICE)
    changes = await bring(office, CHAIR, LAN)
    assert changes.closed == (Change("VH01", "Trần Văn Bình"), Change("KT01", "Võ Minh"))
    rows = await people(office)
    assert {code: row.left_on for code, row in rows.items()} == {
        "CT01": None,
        "VH01": TODAY,
        "VH02": None,
        "KT01": TODAY,
    }
    later = await bring(office, CHAIR, LAN, now=NOW + timedelta(days=3))
    assert later.closed == (), "they left already"
    assert (await people(office))["VH01"].left_on == TODAY


async def test_the_account_of_who_left_can_no_longer_act_and_is_free(office: Office) -> None:
    await bring(office, *OFFICE)
    head = await signed_up(office, "VH01", 1002)
    await enrol.menu_shown(office, head.id, "head:vi")
    await bring(office, CHAIR, LAN, MINH)
    assert await enrol.who(office, 1002) is None
    row = (await people(office))["VH01"]
    assert (row.telegram_id, row.menu, row.joined_on) == (None, None, TODAY)
    assert (await signed_up(office, "VH02", 1002)).code == "VH02"


async def test_what_is_open_with_who_left_is_ended_and_with_others_goes_on(office: Office) -> None:
    await bring(office, *OFFICE)
    head = await signed_up(office, "VH01", 1002)
    lan = await signed_up(office, "VH02", 1003)
    invited = {one.official.code: one.code for one in await enrol.invite(office, NOW)}
    for person in (head, lan):
        question = Question(QuestionKind.LEAVE, "", 7)
        await conversation.ask(office, person.telegram_id or 0, question, NOW)
    async with office.db.begin() as session:
        wanted = [
            Wanted(Kind.PROMPT, person.id, f"2026-11-{day}", NOW)
            for person in (head, lan)
            for day in (26, 27)
        ]
        await deliveries.enqueue(session, wanted, NOW)
        first, *_ = await deliveries.claim(session, NOW, 1)
        await deliveries.settle(session, [first.id], NOW)

    await bring(office, CHAIR, LAN)

    async with office.db.read() as session:
        found = await session.scalars(select(DeliveryRow).order_by(DeliveryRow.id))
        states = [(row.official_id, row.state) for row in found]
    assert states == [
        (head.id, DeliveryState.SENT),
        (head.id, DeliveryState.DROPPED),
        (lan.id, DeliveryState.WAITING),
        (lan.id, DeliveryState.WAITING),
    ]
    assert await conversation.awaited(office, 1002) is None
    assert await conversation.awaited(office, 1003)
    with pytest.raises(BadCode):
        await enrol.knock(office, invited["KT01"], 1004, NOW)
    with pytest.raises(BadCode):
        await enrol.agree(office, invited["KT01"], 1004, NOW)
    assert (await enrol.knock(office, invited["CT01"], 1001, NOW)).code == "CT01"


async def test_reports_of_who_left_stay(office: Office) -> None:
    await bring(office, *OFFICE)
    lan = await signed_up(office, "VH02", 1003)
    card = await report.today(office, lan.id, NOW)
    await report.meet_all(office, lan.id, card.report.id, NOW)
    await report.submit(office, lan.id, card.report.id, NOW)
    await bring(office, CHAIR, HEAD)
    async with office.db.read() as session:
        (row,) = await session.scalars(select(ReportRow))
    assert (row.official_id, row.status) == (lan.id, Status.SUBMITTED)
    kept = await report.show(office, lan.id, row.id, NOW)
    assert set(kept.report.answers.values()) == {Answer.MET}


async def test_who_comes_back_is_the_same_person_and_signs_up_again(office: Office) -> None:
    """The days between are nobody's: joining counts from the new sign-up."""
    await bring(office, *OFFICE)
    lan = await signed_up(office, "VH02", 1003)
    old_code = (await enrol.invite(office, NOW, code="VH02"))[0].code
    await bring(office, CHAIR, HEAD, MINH)
    changes = await bring(
        office, CHAIR, HEAD, LAN.replace("Chuyên viên", "Phó phòng"), MINH, now=NOW
    )
    assert changes.returned == (
        Change("VH02", "Nguyễn Thị Lan", (Detail(Column.TITLE, "Chuyên viên", "Phó phòng"),)),
    )
    row = (await people(office))["VH02"]
    assert (row.id, row.left_on, row.telegram_id) == (lan.id, None, None)
    assert row.phone == "+84912000003"
    assert row.joined_on is None
    with pytest.raises(BadCode):
        await enrol.knock(office, old_code, 1003, NOW)
    month_later = NOW + timedelta(days=30)
    back = await signed_up(office, "VH02", 1003, month_later)
    assert (back.id, back.joined_on) == (lan.id, office.today(month_later))


async def test_phones_are_swapped_and_handed_on(office: Office) -> None:
    """In one file two swap, a newcomer gets one that was given up, and one that of a leaver."""
    await bring(office, *OFFICE, f"KT02|Sắp Nghỉ||{ECONOMY}||||0912000004|")
    await bring(
        office,
        CHAIR.replace("0912000001", "0912000002"),
        HEAD.replace("0912000002", "0912000001"),
        LAN.replace("0912000003", ""),
        f"KT01|Võ Minh||{ECONOMY}|{TOP}|Chuyên môn||0912000004|",
        f"KT03|Người Mới||{ECONOMY}||||0912000003|",
    )
    rows = await people(office)
    assert {code: row.phone for code, row in rows.items() if row.left_on is None} == {
        "CT01": "+84912000002",
        "VH01": "+84912000001",
        "VH02": None,
        "KT01": "+84912000004",
        "KT03": "+84912000003",
    }


async def test_who_comes_back_may_find_the_old_phone_with_another(office: Office) -> None:
    await bring(office, CHAIR, LAN)
    await bring(office, CHAIR.replace("0912000001", "0912000003"))
    await bring(
        office,
        LAN.replace("0912000003", "0912000001"),
        CHAIR.replace("0912000001", "0912000003"),
    )
    rows = await people(office)
    assert (rows["CT01"].phone, rows["VH02"].phone) == ("+84912000003", "+84912000001")


async def test_a_dry_run_tells_the_same_and_writes_nothing(office: Office) -> None:
    await bring(office, *OFFICE)
    await signed_up(office, "VH01", 1002)
    before = await everything(office)
    file = (
        CHAIR.replace("Chủ tịch", "Quyền Chủ tịch"),
        LAN.replace(CULTURE, "Phòng Mới"),
        f"KT02|Người Mới||{ECONOMY}|||||",
    )
    foretold = await bring(office, *file, dry_run=True)
    assert await everything(office) == before
    assert await enrol.who(office, 1002)
    assert await bring(office, *file) == foretold
    assert await everything(office) != before


async def test_a_failure_in_the_middle_leaves_everything_as_it_was(office: Office) -> None:
    """Two newcomers with one phone pass no check; the database stops them when much is done."""
    await bring(office, *OFFICE)
    before = await everything(office)
    file = await checked(
        office,
        CHAIR.replace("Chủ tịch", "Quyền Chủ tịch"),
        "PM01|Một||Phòng Mới||||0912000011|",
        "PM02|Hai||Phòng Mới||||0912000012|",
    )
    twins = [replace(one, phone="+84912000011") for one in file.people[1:]]
    with pytest.raises(IntegrityError):
        await roster.apply(office, replace(file, people=(file.people[0], *twins)), NOW)
    assert await everything(office) == before


async def test_a_file_checked_before_the_units_were_turned_around_is_refused(
    office: Office,
) -> None:
    culture, economy = f"VH01|Bình||{CULTURE}|{ECONOMY}||||", f"KT01|Minh||{ECONOMY}|{CULTURE}||||"
    await bring(office, *OFFICE)
    late = await checked(office, culture)
    await bring(office, economy)
    before = await everything(office)
    with pytest.raises(roster.UnitsRearranged):
        await roster.apply(office, late, NOW)
    assert await everything(office) == before


async def test_two_imports_at_once_come_one_after_the_other(office: Office) -> None:
    """Phones and units are mixed up between the files; one of the two holds in the end, whole."""
    first = [f"CB{n:02}|Người {n}||Phòng {n % 5}||||09120000{n:02}|" for n in range(40)]
    second = [f"CB{n:02}|Bạn {n}||Phòng {n % 3}||||09120000{60 - n:02}|" for n in range(20, 60)]
    files = [await checked(office, *lines) for lines in (first, second)]
    await asyncio.gather(*(roster.apply(office, file, NOW) for file in files))
    found = await seen(office)
    await bring(office, *first)
    wanted = [await seen(office)]
    await bring(office, *second)
    wanted.append(await seen(office))
    assert found in wanted


async def test_who_signs_up_during_an_import_keeps_the_account(office: Office) -> None:
    lines = [f"CB{n:03}|Người {n}||Phòng {n % 5}||||09120000{n:02}|" for n in range(50)]
    await bring(office, *lines)
    invitations = (await enrol.invite(office, NOW))[:10]
    changed = await checked(office, *(line.replace("Người", "Bạn") for line in lines))
    await asyncio.gather(
        roster.apply(office, changed, NOW),
        *(enrol.agree(office, one.code, 1000 + one.official.id, NOW) for one in invitations),
    )
    for one in invitations:
        person = await enrol.who(office, 1000 + one.official.id)
        assert person
        assert person.code == one.official.code
        assert person.name.startswith("Bạn ")


async def test_who_signs_up_while_being_closed_ends_without_an_account(office: Office) -> None:
    """The sign-up is half done when the import comes: it waits, then closes what was bound."""
    await bring(office, *OFFICE)
    (invitation,) = await enrol.invite(office, NOW, code="VH02")
    file = await checked(office, CHAIR, HEAD, MINH)
    async with office.db.begin() as session:
        lan = await signup.use(session, invitation.code, NOW)
        assert lan
        importing = asyncio.create_task(roster.apply(office, file, NOW))
        await somebody_waits(office)
        await signup.bind(session, lan, 1003, TODAY)
        await signup.consent(session, lan, enrol.CONSENT_VERSION, NOW)
    assert codes((await importing).closed) == ["VH02"]
    row = (await people(office))["VH02"]
    assert (row.left_on, row.telegram_id) == (TODAY, None)
    assert (await signed_up(office, "VH01", 1003)).code == "VH01"


async def test_a_report_begun_while_its_author_is_closed_is_no_deadlock(office: Office) -> None:
    """Both lock the same people; the import waits for all of them at once."""
    await bring(office, *OFFICE)
    head, lan = await signed_up(office, "VH01", 1002), await signed_up(office, "VH02", 1003)
    file = await checked(office, CHAIR, MINH)
    async with office.db.begin() as session:
        await deliveries.enqueue(session, [Wanted(Kind.PROMPT, lan.id, "a", NOW)], NOW)
        importing = asyncio.create_task(roster.apply(office, file, NOW))
        await somebody_waits(office)
        await deliveries.enqueue(session, [Wanted(Kind.PROMPT, head.id, "b", NOW)], NOW)
    assert codes((await importing).closed) == ["VH01", "VH02"]
    async with office.db.read() as session:
        states = set(await session.scalars(select(DeliveryRow.state)))
    assert states == {DeliveryState.DROPPED}


async def test_the_number_of_statements_does_not_grow_with_the_roster(office: Office) -> None:
    statements: list[str] = []
    event.listen(
        office.db.engine.sync_engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: statements.append(statement),
    )

    async def counted(*lines: str) -> int:
        file = await checked(office, *lines)
        statements.clear()
        await roster.apply(office, file, NOW)
        return len(statements)

    def lines(people: int, name: str) -> list[str]:
        top = [f"CB{n:05}|{name} {n}||Phòng 0|||||" for n in range(20)]
        below = [
            f"CB{n:05}|{name} {n}||Phòng {n // 20}|Phòng 0|Khối||0912{n:06}|"
            for n in range(20, people)
        ]
        return top + below

    counts = [
        await counted(*lines(1000, "A")),
        await counted(*lines(1000, "B")),
        await counted(*lines(30, "C")),
        await counted(*lines(1000, "D")),
        await counted(*lines(30, "E")),
    ]
    assert max(counts) < 25
    rows = await people(office)
    assert sum(row.left_on is None for row in rows.values()) == 30
    assert len(rows) == 1000


@pytest.mark.parametrize("seed", range(3))
async def test_the_last_file_alone_says_how_the_office_looks(office: Office, seed: int) -> None:
    """Files A, B, A again: as after A, whatever else came between."""
    dice = random.Random(seed)  # noqa: S311 - nothing secret
    for _ in range(4):
        a, b = a_random_file(dice), a_random_file(dice)
        await bring(office, *a)
        first = await seen(office)
        await bring(office, *b)
        await bring(office, *a)
        assert await seen(office) == first
        assert [code for code, *_ in first] == sorted(line.partition("|")[0] for line in a)


def a_random_file(dice: random.Random) -> list[str]:
    """Make a file of a few people; units stand in a tree, each says its parent and block once."""
    names = dice.sample([f"Đơn vị {n}" for n in range(8)], dice.randint(1, 6))
    phones = dice.sample(range(30), 20)
    people = dice.sample(range(20), dice.randint(len(names), 16))
    lines = []
    for at, number in enumerate(people):
        place = at if at < len(names) else dice.randrange(len(names))
        parent = dice.choice(["", *names[:place]]) if at < len(names) else ""
        block = dice.choice(["", "Khối 1", "Khối 2"]) if at < len(names) else ""
        role = dice.choice(["", "", "Thủ trưởng", "Phó", "Hội đồng"])
        phone = f"09120000{phones[at]:02}" if dice.random() < 0.8 else ""
        code = dice.choice(["CB", "cb"]) + f"{number:02}"
        name = f"Người {number} {dice.choice('abc')}"
        lines.append(f"{code}|{name}||{names[place]}|{parent}|{block}|{role}|{phone}|")
    return lines
