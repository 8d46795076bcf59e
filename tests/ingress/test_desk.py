"""An update counts once, in its chat's order, and one that cannot be handled holds nobody up."""

import asyncio
import json

import pytest
from sqlalchemy import func, select

from bot.app import Nep
from bot.ingress.desk import Desk
from bot.rules.reports import Answer, Status
from bot.sandbox.world import World
from bot.speech import buttons
from bot.speech.buttons import CardAct
from bot.usecases import intake
from db import updates
from db.tables import AnswerRow, ReportEventRow, ReportRow, UpdateRow, UpdateState
from handlers import report as handler
from tests.ingress.conftest import Post, data, reasons, states, tap, words
from tests.support.builders import Commune


async def answers(nep: Nep) -> dict[str, Answer | None]:
    async with nep.office.db.read() as session:
        rows = await session.scalars(select(AnswerRow).order_by(AnswerRow.position))
        return {row.criterion: row.answer for row in rows}


async def status(nep: Nep) -> Status | None:
    async with nep.office.db.read() as session:
        return await session.scalar(select(ReportRow.status))


async def events(nep: Nep) -> int | None:
    async with nep.office.db.read() as session:
        return await session.scalar(select(func.count()).select_from(ReportEventRow))


def send(report_id: int) -> str:
    return buttons.Card(CardAct.SEND, report_id).pack()


async def test_of_an_old_message_it_is_not_told_whether_it_is_a_picture(
    nep: Nep, commune: Commune, post: Post
) -> None:
    council = commune.council
    await nep.desk.hand_in(words(20, council, "/ranking"))
    picture, blocks = council.message, data(council, "Khối: Tất cả")
    assert picture.photo
    await nep.desk.hand_in(tap(21, council, blocks, on=picture.id))
    assert council.message is picture
    assert council.buttons()[0] == ["• Tất cả"]
    council.deletes(picture)
    await nep.desk.hand_in(tap(22, council, blocks, on=picture.id))
    assert council.buttons()[0] == ["• Tất cả"]


async def settled(nep: Nep, *update_ids: int) -> None:
    """Wait until the desk has nothing in hand."""
    while nep.desk._lanes:
        await asyncio.wait(set(nep.desk._lanes.values()))
    found = await states(nep)
    assert {found[update_id] for update_id in update_ids} <= {UpdateState.DONE}


async def test_an_update_that_comes_again_changes_nothing_again(
    nep: Nep, commune: Commune, post: Post
) -> None:
    lan = commune.lan
    await nep.desk.hand_in(words(10, lan, "/checkin"))
    all_met, message = data(lan, "Đạt tất cả"), lan.message.id
    await nep.desk.hand_in(tap(11, lan, all_met, on=message))
    await nep.desk.hand_in(tap(12, lan, data(lan, "Gửi"), on=message))
    await nep.desk.hand_in(tap(13, lan, data(lan, "Sửa"), on=message))
    before = len(lan.messages)
    for again in (words(10, lan, "/checkin"), tap(12, lan, send(1), on=message)):
        await nep.desk.hand_in(again)
    assert await status(nep) is Status.DRAFT
    assert await events(nep) == 2
    assert len(lan.messages) == before


async def test_a_number_below_the_last_one_is_a_new_update_all_the_same(
    nep: Nep, commune: Commune, post: Post
) -> None:
    """Webhook workers are told of several chats at once, in any order."""
    await nep.desk.hand_in(words(50, commune.lan, "/checkin"))
    await nep.desk.hand_in(words(49, commune.minh, "/checkin"))
    assert "Tự đánh giá" in commune.minh.sees()
    await settled(nep, 49, 50)


async def test_a_chat_is_handled_in_order_and_others_beside_it(
    nep: Nep, commune: Commune, post: Post
) -> None:
    people = [commune.lan, commune.minh, commune.binh]
    for number, person in enumerate(people):
        await nep.desk.hand_in(words(number, person, "/checkin"))
    given = [data(person, "Đạt tất cả") for person in people]
    taps = []
    for person, all_met in zip(people, given, strict=True):
        base = 100 * (people.index(person) + 1)
        report = int(all_met.split("|")[3])
        taps += [
            tap(base, person, all_met, on=person.message.id),
            tap(base + 1, person, send(report), on=person.message.id),
            tap(base + 2, person, buttons.Card(CardAct.EDIT, report).pack(), on=person.message.id),
            tap(base + 3, person, send(report), on=person.message.id),
        ]
    await nep.desk.receive(taps)
    await settled(nep, *(one["update_id"] for one in taps))
    assert await events(nep) == 3 * len(people)
    async with nep.office.db.read() as session:
        rows = (await session.scalars(select(ReportRow.status))).all()
    assert rows == [Status.SUBMITTED] * len(people)


@pytest.mark.parametrize(
    "update",
    [
        {"update_id": 7, "message": 5},
        {"update_id": 7, "message": {"message_id": 1, "date": 99999999999999999}},
        {"update_id": 7, "callback_query": {"id": "1"}},
    ],
)
async def test_an_update_that_cannot_be_read_is_set_aside(
    nep: Nep, commune: Commune, post: Post, update: dict[str, object]
) -> None:
    await nep.desk.receive([update, words(8, commune.lan, "/checkin")])
    await settled(nep, 8)
    assert (await states(nep))[7] is UpdateState.FAILED
    assert "unreadable" in str((await reasons(nep))[0])
    total, newest = await intake.failed(nep.office, 3)
    assert (total, [one.update_id for one in newest]) == (1, [7])


async def test_what_fails_for_good_is_owned_and_holds_nobody_up(
    nep: Nep, commune: Commune, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    await nep.desk.hand_in(words(1, commune.lan, "/checkin"))
    with monkeypatch.context() as patch:
        patch.setitem(handler.DEEDS, CardAct.MEET_ALL, broken)
        all_met = tap(2, commune.lan, data(commune.lan, "Đạt tất cả"), on=commune.lan.message.id)
        await nep.desk.receive([all_met, words(3, commune.lan, "/help")])
        await settled(nep, 3)
    assert (await states(nep))[2] is UpdateState.FAILED
    assert (await reasons(nep)) == ["ZeroDivisionError: "]
    assert "/checkin" in commune.lan.sees()


async def test_a_program_killed_before_it_answered_shows_what_is_kept_and_does_nothing_again(
    nep: Nep, commune: Commune, world: World, post: Post
) -> None:
    """The tap took effect; then the head decided; then the program came back."""
    lan, binh = commune.lan, commune.binh
    await nep.desk.hand_in(words(1, lan, "/checkin"))
    message = lan.message.id
    await nep.desk.hand_in(tap(2, lan, data(lan, "Đạt tất cả"), on=message))
    sent = tap(3, lan, data(lan, "Gửi"), on=message)
    await nep.desk.hand_in(sent)
    await nep.desk.hand_in(words(4, binh, "/duyet"))
    await nep.desk.hand_in(tap(5, binh, data(binh, "Duyệt tất cả"), on=binh.message.id))
    async with nep.office.db.begin() as session:
        await updates.settle(session, [3], nep.clock.now())
        row = await session.get_one(UpdateRow, 3)
        row.state, row.payload = UpdateState.APPLIED, json.dumps(sent)
    await asyncio.wait_for(one_look(nep.desk), 10)
    await settled(nep, 3)
    assert await status(nep) is Status.APPROVED
    assert await events(nep) == 2
    assert "Đã duyệt" in lan.sees()


async def one_look(desk: Desk) -> None:
    """Run the desk until it has found what was left behind."""
    task = asyncio.ensure_future(desk.run())
    while not desk._lanes:  # noqa: ASYNC110 - nothing tells of a first look
        await asyncio.sleep(0)
    task.cancel()


async def test_what_was_kept_and_not_handled_is_found_at_the_next_start(
    nep: Nep, commune: Commune, post: Post
) -> None:
    arrived = [updates.Arrived(9, commune.lan.id, json.dumps(words(9, commune.lan, "/checkin")))]
    await intake.keep(nep.office, arrived, nep.clock.now())
    await one_look(nep.desk)
    await settled(nep, 9)
    assert "Tự đánh giá" in commune.lan.sees()
