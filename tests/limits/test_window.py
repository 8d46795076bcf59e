"""No more messages are on their way or just landed than a second takes."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

import pytest

from bot.limits.window import PLACES, REMEMBERED, Chats, Window

LONG = 3600.0
Turn = Callable[
    [int, float, Callable[[float], Awaitable[object]]], AbstractAsyncContextManager[None]
]


async def has_place(window: Window) -> bool:
    asking = asyncio.ensure_future(window.place())
    for _ in range(3):  # what was released is told in the turns that follow
        await asyncio.sleep(0)
    if asking.done():
        return True
    asking.cancel()
    return False


async def test_a_message_keeps_its_place_after_it_landed() -> None:
    window = Window()
    for _ in range(PLACES):
        assert await has_place(window)
        with window.flight(LONG):
            pass
    assert not await has_place(window)


async def test_a_place_is_free_when_the_second_is_over() -> None:
    window = Window()
    for _ in range(2 * PLACES):
        assert await has_place(window)
        with window.flight(0.0):
            pass


async def test_a_message_on_its_way_keeps_its_place() -> None:
    window = Window()
    for _ in range(PLACES - 1):
        assert await has_place(window)
    assert await has_place(window)
    assert not await has_place(window)
    with pytest.raises(ConnectionError), window.flight(0.0):
        raise ConnectionError
    assert await has_place(window)


class TestChats:
    """What lands late keeps the next one off by a second all the same."""

    @pytest.fixture
    def chats(self) -> Chats:
        return Chats()

    async def goes(self, turn: Turn, chat_id: int = 1, second: float = LONG) -> bool:
        """Tell whether a message went at once."""
        waited = []

        async def rest(seconds: float) -> None:
            waited.append(seconds)

        async with turn(chat_id, second, rest):
            return not waited

    async def test_a_broadcast_waits_for_the_answer_before_it(self, chats: Chats) -> None:
        assert await self.goes(chats.answer)
        assert not await self.goes(chats.broadcast)
        assert await self.goes(chats.broadcast, 2)

    async def test_an_answer_waits_for_the_broadcast_before_it(self, chats: Chats) -> None:
        assert await self.goes(chats.broadcast)
        assert not await self.goes(chats.answer)

    async def test_answers_do_not_wait_for_each_other(self, chats: Chats) -> None:
        assert await self.goes(chats.answer)
        assert await self.goes(chats.answer)

    async def test_an_answer_waits_until_a_broadcast_on_its_way_has_landed(
        self, chats: Chats
    ) -> None:
        landing = asyncio.Event()

        async def broadcast() -> None:
            async with chats.broadcast(1, 0.0, asyncio.sleep):
                await landing.wait()

        sending = asyncio.ensure_future(broadcast())
        await asyncio.sleep(0)
        answering = asyncio.ensure_future(self.goes(chats.answer, second=0.0))
        await asyncio.sleep(0)
        assert not answering.done()
        landing.set()
        await asyncio.gather(sending, answering)

    async def test_a_broadcast_waits_until_an_answer_on_its_way_has_landed(
        self, chats: Chats
    ) -> None:
        async with chats.answer(1, 0.0, asyncio.sleep):
            sending = asyncio.ensure_future(self.goes(chats.broadcast, second=0.0))
            await asyncio.sleep(0)
            assert not sending.done()
        assert await sending

    async def test_chats_of_long_ago_are_forgotten_and_fresh_ones_are_not(
        self, chats: Chats
    ) -> None:
        for chat_id in range(2 * REMEMBERED):
            await self.goes(chats.answer, chat_id, 0.0)
        assert len(chats._known) <= REMEMBERED + 1
        assert await self.goes(chats.broadcast, 1)
        assert not await self.goes(chats.answer, 1)
