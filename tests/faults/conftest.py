"""What these tests ask for besides a database: a server that they may stop."""

import asyncio
import os
import sys
from collections.abc import Iterator

import pytest

from tests import conftest
from tests.faults.cluster import Cluster, a_cluster, binaries


@pytest.fixture(autouse=True)
def signals() -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no SIGKILL and no SIGTERM to send")


@pytest.fixture
def url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database on the engine that the parameter names."""
    found: str = request.getfixturevalue(f"{request.param}_url")
    return found


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A server of this test's own, with the program's tables in it."""
    found = binaries()
    if found is None:
        reason = "no programs of a PostgreSQL server are installed"
        if os.environ.get("NEP_REQUIRE_POSTGRES"):
            pytest.fail(reason)
        pytest.skip(reason)
    with a_cluster(found) as cluster:
        asyncio.run(conftest._prepare(cluster.url))
        yield cluster
