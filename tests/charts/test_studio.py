"""The process that draws: beside the event loop, replaced when it dies, gone with the program."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

import pytest

from bot.charts import digest, month, ranking
from bot.charts.studio import Drawing, Studio
from tests.charts import samples

KILLED_PROGRAM = """
import asyncio, os, signal
from bot.charts.studio import Studio
from tests.charts.test_studio import whereabouts

async def main():
    print(int(await Studio().draw(whereabouts)), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    asyncio.run(main())
"""


@pytest.fixture
async def studio() -> AsyncIterator[Studio]:
    studio = Studio()
    yield studio
    await studio.close()


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[Path]:
    """Whoever reads it waits for the one who writes, and the other way round."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    yield path
    os.close(os.open(path, os.O_RDWR))  # after a failure somebody may still wait


def whereabouts() -> bytes:
    return str(os.getpid()).encode()


def dies() -> bytes:
    os._exit(1)


def dies_once(mark: Path) -> bytes:
    if mark.exists():
        return b"picture"
    mark.touch()
    os._exit(1)


def no_picture() -> bytes:
    raise ValueError("nothing to draw")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
async def test_the_event_loop_goes_on_while_a_picture_is_drawn(studio: Studio, pipe: Path) -> None:
    """The drawing ends only when the loop, which goes on, has written what it waits for."""
    drawing = asyncio.ensure_future(studio.draw(partial(Path.read_bytes, pipe)))
    await asyncio.to_thread(pipe.write_bytes, b"picture")
    assert await drawing == b"picture"


async def test_pictures_are_drawn_in_one_other_process(studio: Studio) -> None:
    painters = {int(await studio.draw(whereabouts)) for _ in range(3)}
    assert len(painters) == 1
    assert os.getpid() not in painters


async def test_pictures_asked_for_at_once_are_the_ones_drawn_alone(studio: Studio) -> None:
    drawings: list[Drawing] = [
        partial(month.draw, samples.a_month()),
        partial(ranking.draw, samples.a_ranking()),
        partial(digest.draw_criteria, samples.some_criteria()),
        partial(digest.draw_participation, samples.a_participation()),
        partial(month.draw, samples.a_month(samples.NASTY)),
    ]
    at_once = await asyncio.gather(*(studio.draw(drawing) for drawing in drawings * 2))
    assert at_once == [drawing() for drawing in drawings] * 2


async def test_a_picture_whose_process_died_is_drawn_by_another(
    studio: Studio, tmp_path: Path
) -> None:
    before = await studio.draw(whereabouts)
    picture, *after = await asyncio.gather(
        studio.draw(partial(dies_once, tmp_path / "died")),
        *(studio.draw(whereabouts) for _ in range(3)),
    )
    assert picture == b"picture"
    assert before not in after
    assert len(set(after)) == 1


async def test_a_picture_that_kills_every_process_does_not_stop_the_next(studio: Studio) -> None:
    with pytest.raises(BrokenProcessPool):
        await studio.draw(dies)
    assert await studio.draw(whereabouts)


async def test_a_drawing_that_fails_says_so_and_harms_no_other(studio: Studio) -> None:
    painter = await studio.draw(whereabouts)
    with pytest.raises(ValueError, match="nothing to draw"):
        await studio.draw(no_picture)
    assert await studio.draw(whereabouts) == painter


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals there")
async def test_signals_to_the_whole_group_leave_the_last_pictures_to_be_drawn(
    studio: Studio,
) -> None:
    painter = await studio.draw(whereabouts)
    os.kill(int(painter), signal.SIGTERM)
    os.kill(int(painter), signal.SIGINT)
    assert await studio.draw(whereabouts) == painter


async def test_a_closed_studio_leaves_no_process(studio: Studio) -> None:
    painter = int(await studio.draw(whereabouts))
    await studio.close()
    with pytest.raises(ProcessLookupError):
        os.kill(painter, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal there")
def test_a_killed_program_leaves_no_process(tmp_path: Path) -> None:
    """What it says is read to the end, which comes when nobody is left who could say more."""
    script = tmp_path / "program.py"
    script.write_text(KILLED_PROGRAM)
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, script],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert int(done.stdout)
