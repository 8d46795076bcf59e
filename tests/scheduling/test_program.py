"""`run` and `trigger` as the command line has them, over HTTP."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable
from datetime import date

import pytest

from bot import app, bulletins
from bot.rules.absences import Kind as Away
from bot.rules.conversation import Card
from bot.sandbox.clock import SandboxClock
from bot.sandbox.people import Person
from bot.sandbox.server import serving
from bot.sandbox.world import World
from bot.settings import Settings
from bot.usecases import leave
from bot.usecases.office import Office
from scheduling.planner import UnknownEvent
from tests.scheduling.conftest import DAY, at, said
from tests.support.builders import Commune, a_commune

SUNDAY = date(2026, 11, 22)


@pytest.fixture
async def commune(office: Office, world: World) -> Commune:
    return await a_commune(office, world)


@pytest.fixture
async def settings(
    world: World, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Settings]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    async with serving(world, first_retry=0.01) as address:
        yield Settings(
            telegram_token=world.bot.token,
            telegram_api_url=address,
            database_url=database_url,
            _env_file=None,
        )


async def sees(person: Person, text: str) -> None:
    """Wait until the person was told this."""
    version = 0
    async with asyncio.timeout(20):
        while not any(text in message.text for message in said(person)):
            version = await person.world.changed(version, person.id)


async def stopped_by(number: signal.Signals, running: Awaitable[None]) -> None:
    os.kill(os.getpid(), number)
    async with asyncio.timeout(10):
        await running


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_run_serves_until_it_is_told_to_stop(
    settings: Settings, clock: SandboxClock, commune: Commune, number: signal.Signals
) -> None:
    """The clock stands at the hour of the prompt, so that the first tick has something to do."""
    handler = signal.getsignal(number)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(app.run(settings, clock))
        await sees(commune.lan, "Tự đánh giá")
        await commune.minh.says("/help")
        await sees(commune.minh, "/checkin")
        await stopped_by(number, running)
    assert signal.getsignal(number) is handler


async def test_run_listens_where_the_webhook_is(
    settings: Settings, clock: SandboxClock, commune: Commune, unused_tcp_port: int
) -> None:
    hooked = settings.model_copy(
        update={
            "webhook_url": f"http://127.0.0.1:{unused_tcp_port}/telegram",
            "webhook_port": unused_tcp_port,
        }
    )
    async with asyncio.TaskGroup() as group:
        running = group.create_task(app.run(hooked, clock))
        await sees(commune.lan, "Tự đánh giá")
        await commune.minh.says("/help")
        await sees(commune.minh, "/checkin")
        await stopped_by(signal.SIGTERM, running)


async def test_a_round_by_hand_is_the_clock_s_own(
    settings: Settings, clock: SandboxClock, commune: Commune
) -> None:
    clock.set(at(DAY, "10:00"))
    done = await app.trigger(settings, clock, "prompts", None)
    assert done == app.TriggerResult(planned=6, sent=6, dropped=0, waiting=0)
    again = await app.trigger(settings, clock, "prompts", DAY)
    assert again == app.TriggerResult(planned=0, sent=0, dropped=0, waiting=0)
    assert len(said(commune.lan)) == 1
    assert "25/11/2026" in commune.lan.sees()


async def test_by_hand_a_day_off_and_a_past_day_are_asked_for_too(
    settings: Settings, office: Office, clock: SandboxClock, commune: Commune
) -> None:
    await leave.take(office, commune.ids["minh"], SUNDAY, SUNDAY, Away.OTHER, clock.now())
    done = await app.trigger(settings, clock, "prompts", SUNDAY)
    assert done == app.TriggerResult(planned=5, sent=5, dropped=0, waiting=0, reopens=True)
    assert "Chủ Nhật, 22/11/2026" in commune.lan.sees()


async def test_reminders_inboxes_and_digests_by_hand(
    settings: Settings,
    clock: SandboxClock,
    commune: Commune,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    months: list[date] = []

    async def send(_messenger: object, _office: object, *rest: object) -> list[Card]:
        months.append(rest[1].first)  # type: ignore[attr-defined]
        return []

    monkeypatch.setattr(bulletins, "send", send)
    assert (await app.trigger(settings, clock, "reminders", None)).sent == 6
    assert (await app.trigger(settings, clock, "approvals", None)).sent == 2
    assert (await app.trigger(settings, clock, "digest-month", None)).sent == 6
    assert (await app.trigger(settings, clock, "digest-month", date(2026, 11, 1))).sent == 0
    assert months == [date(2026, 10, 1)] * 6


async def test_an_event_that_nobody_knows_is_refused(clock: SandboxClock) -> None:
    with pytest.raises(UnknownEvent, match="prompts, reminders, approvals, escalations"):
        await app.trigger(Settings(_env_file=None), clock, "lunch", None)
