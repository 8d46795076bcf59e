"""Several workers take updates of one chat: its order is kept all the same."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.app import Nep, build
from bot.sandbox.clock import SandboxClock
from bot.sandbox.transport import SandboxRequest
from bot.sandbox.world import World
from bot.settings import Settings
from bot.speech import buttons
from bot.speech.buttons import CardAct
from db.tables import ReportEventKind, ReportEventRow, ReportRow, UpdateState
from tests.ingress.conftest import Post, data, states, tap, words
from tests.support.builders import Commune

pytestmark = pytest.mark.postgres


@pytest.fixture
def database_url(postgres_url: str) -> str:
    """SQLite has one worker."""
    return postgres_url


@pytest.fixture
async def other(
    nep: Nep, world: World, clock: SandboxClock, database_url: str
) -> AsyncIterator[Nep]:
    """A second worker of the same office."""
    settings = Settings(telegram_token=world.bot.token, database_url=database_url, _env_file=None)
    request = SandboxRequest(world)
    other = build(settings, clock=clock, request=request, get_updates_request=request)
    async with other:
        yield other


@pytest.fixture
def hasty_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.locks.SILENT_SECONDS", 2)


async def test_a_worker_that_was_suspended_shows_nothing_old(
    hasty_server: None,
    nep: Nep,
    other: Nep,
    commune: Commune,
    post: Post,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It has stored a tap and not shown it yet; when it goes on, another one is further on."""
    lan, held = commune.lan, asyncio.Event()
    await nep.desk.hand_in(words(1, lan, "/checkin"))
    met, send = data(lan, "Đạt tất cả"), buttons.Card(CardAct.SEND, 1).pack()

    async def hold() -> bool:
        await held.wait()
        return False

    monkeypatch.setattr(nep.limits, "_broadcasting", hold)
    await nep.desk.receive([tap(2, lan, met, on=lan.message.id)])
    await other.desk.receive([tap(3, lan, send, on=lan.message.id)])
    async with asyncio.timeout(30):
        while set((await states(other)).values()) != {UpdateState.DONE}:  # noqa: ASYNC110 - of two desks
            await asyncio.sleep(0)
    shown = lan.message.text, lan.message.version
    assert "Đã gửi" in shown[0]
    held.set()
    await nep.desk.stop(10)
    assert (lan.message.text, lan.message.version) == shown
    assert set((await states(nep)).values()) == {UpdateState.DONE}


async def test_workers_that_take_turns_keep_a_chats_order(
    nep: Nep, other: Nep, commune: Commune, post: Post
) -> None:
    """Sending and taking back by turns leaves a trace of each only if none overtakes another."""
    rounds = 12
    people = [commune.lan, commune.minh]
    for number, person in enumerate(people):
        await nep.desk.hand_in(words(number, person, "/checkin"))
    async with nep.office.db.read() as session:
        reports = (await session.scalars(select(ReportRow.id).order_by(ReportRow.id))).all()
    acts = [CardAct.MEET_ALL] + [CardAct.SEND, CardAct.EDIT] * rounds
    for step, act in enumerate(acts):
        worker = (nep, other)[step % 2]
        taps = [
            tap(
                10 + 2 * step + place,
                person,
                buttons.Card(act, report_id).pack(),
                on=person.message.id,
            )
            for place, (person, report_id) in enumerate(zip(people, reports, strict=True))
        ]
        await worker.desk.receive(taps)
    async with asyncio.timeout(60):
        while UpdateState.WAITING in (await states(nep)).values():  # noqa: ASYNC110 - of two desks
            await asyncio.sleep(0)
    await nep.desk.stop(10)
    await other.desk.stop(10)
    assert set((await states(nep)).values()) == {UpdateState.DONE}
    async with nep.office.db.read() as session:
        for report_id in reports:
            kinds = await session.scalars(
                select(ReportEventRow.kind)
                .where(ReportEventRow.report_id == report_id)
                .order_by(ReportEventRow.id)
            )
            expected = [ReportEventKind.SUBMITTED, ReportEventKind.REOPENED] * rounds
            assert kinds.all() == expected
