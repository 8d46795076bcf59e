"""The long day, for `make soak`: every way in, on both engines, killed again and again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import account
from tests.faults.driver import Size, a_day, kills

LONG = Size(people=200, taps=2000, seconds=1200)
KILLS = 10
SEED = 2026


@pytest.fixture(scope="module", autouse=True)
def table() -> Iterator[None]:
    """Print the figures below their names."""
    print(  # noqa: T201 - what the command is for
        f"\n{'':<22}{'taps':>6}{'people':>8}{'kills':>7}{'starts':>8}{'faults':>8}"
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
    print(  # noqa: T201 - what the command is for
        f"\r{request.node.callspec.id:<22}{told.taps:>6}{told.people:>8}{KILLS:>7}{told.starts:>8}"
        f"{told.faults:>8}{told.lost:>6}{told.twice:>7}{told.seconds:>9.0f}"
    )
