"""No more messages are on their way or just landed than a second takes."""

import asyncio

import pytest

from bot.limits.window import PLACES, Window

LONG = 3600.0


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
