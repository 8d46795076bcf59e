"""The long day, for `make soak`: each way in, on both engines, with kills and with pauses."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import account
from tests.faults.account import Account
from tests.faults.driver import Blow, Size, a_day, kills
from tests.faults.worker import Worker

LONG = Size(people=200, taps=2000, seconds=1200)
KILLS = 10
PAUSES = 10
IN_HAND = 10
"""Letters that may be leaving when a worker is suspended; by then another one has sent them."""
SEED = 2026


@pytest.fixture(scope="module", autouse=True)
def table() -> Iterator[None]:
    """Print the figures below their names."""
    print(  # noqa: T201 - what the command is for
        f"\n{'':<22}{'taps':>6}{'people':>8}{'blows':>7}{'starts':>8}{'faults':>8}"
        f"{'lost':>6}{'twice':>7}{'seconds':>9}"
    )
    yield
    print("lost: messages whose reply was lost; twice: messages that came once more")  # noqa: T201 - see above


@pytest.mark.timeout(LONG.seconds + 60)
@pytest.mark.parametrize(
    ("url", "webhook", "workers"),
    [
        pytest.param("sqlite", False, ["one"], id="sqlite-polling"),
        pytest.param("sqlite", True, ["one"], id="sqlite-webhook"),
        pytest.param("postgres", False, ["one"], id="postgres-polling"),
        pytest.param("postgres", True, ["one"], id="postgres-webhook"),
        pytest.param("postgres", True, ["one", "two", "three"], id="postgres-3-workers"),
    ],
    indirect=["url"],
)
async def test_a_long_day(
    request: pytest.FixtureRequest, url: str, tmp_path: Path, webhook: bool, workers: list[str]
) -> None:
    async with a_day(url, tmp_path, LONG, webhook=webhook, workers=workers, seed=SEED) as day:
        await day.asked()
        day.network.worsen(0.05)
        day.blows.extend(kills(KILLS, LONG, SEED))
        await day.lived()
        told = await account.of(day, cuts=KILLS)
    show(request.node.callspec.id, KILLS, told)


@pytest.mark.timeout(LONG.seconds + 60)
async def test_a_long_day_of_pauses(postgres_url: str, tmp_path: Path) -> None:
    """Workers are suspended again and again, and go on as if nothing had happened."""
    workers = ["one", "two", "three"]
    step = (LONG.people + LONG.taps) // (PAUSES + 1)
    async with a_day(postgres_url, tmp_path, LONG, webhook=True, workers=workers, seed=SEED) as day:
        await day.asked()
        day.network.worsen(0.05)
        day.blows.extend(Blow(step * number, Worker.pause) for number in range(1, PAUSES + 1))
        await day.lived()
        told = await account.of(day, cuts=PAUSES * IN_HAND)
        assert told.starts == len(workers)
    show("pauses of 3 workers", PAUSES, told)


def show(name: str, blows: int, told: Account) -> None:
    print(  # noqa: T201 - what the command is for
        f"\r{name:<22}{told.taps:>6}{told.people:>8}{blows:>7}{told.starts:>8}"
        f"{told.faults:>8}{told.lost:>6}{told.twice:>7}{told.seconds:>9.0f}"
    )
