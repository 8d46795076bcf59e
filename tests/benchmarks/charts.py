"""A digest's pictures: how fast, beside the event loop or in its way, and in how much memory."""

import asyncio
import gc
import io
import os
import statistics
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from functools import partial
from time import perf_counter

from PIL import Image

from bot.charts import comparison, digest, month
from bot.charts.digest import CriteriaPicture, ParticipationPicture
from bot.charts.studio import Drawing, Studio
from tests.benchmarks import pyplot
from tests.benchmarks.memory import mebibytes, resident
from tests.benchmarks.report import Line
from tests.charts import samples

BEAT = 0.001
"""Seconds after which the event loop wants to be at work again."""


def run(rounds: int, pictures: int) -> Iterator[Line]:
    """Draw each picture so many times in both ways, in turn; and so many to see the memory."""
    yield _against_pyplot(
        "criteria by weeks",
        [partial(digest.draw_criteria, _criteria(number)) for number in range(rounds)],
        [partial(pyplot.criteria, _criteria(number)) for number in range(rounds)],
    )
    yield _against_pyplot(
        "participation by days",
        [partial(digest.draw_participation, _participation(number)) for number in range(rounds)],
        [partial(pyplot.participation, _participation(number)) for number in range(rounds)],
    )
    for name, drawing in {
        "criteria by weeks": partial(digest.draw_criteria, _criteria(0)),
        "participation by days": partial(digest.draw_participation, _participation(0)),
        "comparison": partial(comparison.draw, samples.a_comparison()),
        "a person's month": partial(month.draw, samples.a_month()),
    }.items():
        yield _weighed(name, drawing, rounds)
    yield asyncio.run(_beside_the_loop(rounds))
    yield asyncio.run(_memory(pictures))


def _criteria(number: int) -> CriteriaPicture:
    return replace(samples.some_criteria(), subtitle=_unit(number))


def _participation(number: int) -> ParticipationPicture:
    return replace(samples.a_participation(), subtitle=_unit(number))


def _unit(number: int) -> str:
    """Name another unit in each picture, as in a month's digests."""
    return f"Phòng số {number} · Tháng 11/2026"


def _against_pyplot(name: str, ours: list[Drawing], theirs: list[Callable[[int], bytes]]) -> Line:
    with Image.open(io.BytesIO(ours[0]())) as image:
        height = image.height
    theirs[0](height)  # neither pays for the first time
    pairs = zip(ours[1:], theirs[1:], strict=True)
    taken = [(_seconds(mine), _seconds(partial(other, height))) for mine, other in pairs]
    mine, other = map(statistics.median, zip(*taken, strict=True))
    return Line(
        f"a digest's picture, {name}",
        _milliseconds(mine),
        f"{_milliseconds(other)}: pyplot, tight layout",
        other / mine,
    )


def _weighed(name: str, drawing: Drawing, rounds: int) -> Line:
    size = len(drawing())
    taken = statistics.median(_seconds(drawing) for _ in range(rounds))
    return Line(
        f"a digest's picture as it is sent, {name}", f"{_milliseconds(taken)}, {size:,} bytes"
    )


def _seconds(drawing: Drawing) -> float:
    gc.collect()  # what the other way left behind is not to be paid here
    since = perf_counter()
    drawing()
    return perf_counter() - since


async def _beside_the_loop(rounds: int) -> Line:
    studio = Studio()
    ours = await _stall(studio.draw, rounds)
    await studio.close()
    thread = await _stall(asyncio.to_thread, rounds)
    return Line(
        "what the event loop waits in 99 of 100 beats while pictures are drawn",
        _milliseconds(ours),
        f"{_milliseconds(thread)}: pictures in a thread",
        thread / ours,
    )


async def _stall(draw: Callable[[Drawing], Awaitable[bytes]], rounds: int) -> float:
    await draw(partial(digest.draw_criteria, _criteria(0)))
    drawing = asyncio.ensure_future(_drawn(draw, rounds))
    late = []
    while not drawing.done():
        since = perf_counter()
        await asyncio.sleep(BEAT)
        late.append(perf_counter() - since - BEAT)
    await drawing
    return statistics.quantiles(late, n=100)[-1]


async def _drawn(draw: Callable[[Drawing], Awaitable[bytes]], rounds: int) -> None:
    for number in range(rounds):
        await draw(partial(digest.draw_participation, _participation(number)))


async def _memory(pictures: int) -> Line:
    studio = Studio()
    pid = int(await studio.draw(_own_pid))
    held = []
    for number in range(1, pictures + 1):
        await studio.draw(partial(digest.draw_participation, _participation(number)))
        if number in {pictures // 20, pictures // 2, pictures}:
            held.append(f"{mebibytes(resident(pid))} after {number:,}")
    await studio.close()
    return Line("memory of the process that draws", ", ".join(held))


def _own_pid() -> bytes:
    return str(os.getpid()).encode()


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"
