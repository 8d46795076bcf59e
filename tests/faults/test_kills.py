"""`nep run` killed in the middle of its work, and told to stop in the middle of it."""

from pathlib import Path

import pytest

from tests.faults import account
from tests.faults.driver import Blow, Size, a_day, kills
from tests.faults.network import Side
from tests.faults.worker import Worker

SHORT = Size(people=40, taps=300, seconds=240)


@pytest.mark.timeout(SHORT.seconds + 60)
@pytest.mark.parametrize(
    ("url", "webhook", "workers"),
    [
        pytest.param("sqlite", False, ["one"], id="polling"),
        pytest.param("postgres", True, ["one", "two"], id="webhook", marks=pytest.mark.postgres),
    ],
    indirect=["url"],
)
async def test_what_people_do_counts_once_whatever_happens(
    url: str, tmp_path: Path, webhook: bool, workers: list[str]
) -> None:
    async with a_day(url, tmp_path, SHORT, webhook=webhook, workers=workers, seed=1) as day:
        await day.asked()
        day.network.worsen(0.05)
        day.blows.extend(kills(2, SHORT, seed=1))
        await day.lived()
        await account.of(day, cuts=2)


CALM = Size(people=20, taps=200, seconds=100)


async def test_whoever_is_told_to_stop_finishes_what_is_in_hand(
    database_url: str, tmp_path: Path
) -> None:
    codes = []

    async def stop(worker: Worker) -> None:
        codes.append(await worker.told_to_stop())

    async with a_day(database_url, tmp_path, CALM) as day:
        await day.asked()
        day.blows.extend([Blow(10, stop, Side.BEFORE), Blow(120, stop)])
        await day.lived()
        assert codes == [0, 0]
        await account.of(day)
