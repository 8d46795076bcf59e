"""A PostgreSQL server of our own, which may be stopped."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


class Cluster:
    def __init__(self, binaries: Path, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self._binaries = binaries
        self._folder = folder

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self._port}/postgres"

    def make(self) -> None:
        self._run("initdb", "-U", "postgres", "--auth=trust", "--no-sync", "--no-instructions")

    def start(self) -> None:
        options = f"-p {self._port} -k {self._folder} -c listen_addresses=127.0.0.1"
        self._run("pg_ctl", "-w", "-l", str(self._folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """Stop as a power cut does: nobody is waited for, and the start has to recover."""
        self._run("pg_ctl", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(  # noqa: S603 - PostgreSQL's own programs
            [self._binaries / program, "-D", self._folder, *arguments],
            user=owner(),
            cwd=self._folder,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


def owner() -> str | None:
    """Give the user that the server runs as: it refuses to run as root."""
    return "postgres" if os.geteuid() == 0 else None


def binaries() -> Path | None:
    """Find the newest server's programs, which distributions keep off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda at: int(at.parent.name))
    return found[-1] if found else None


@contextmanager
def a_cluster(at: Path) -> Iterator[Cluster]:
    with TemporaryDirectory(prefix="nep-postgres-") as name:
        folder = Path(name)
        if user := owner():
            shutil.chown(folder, user)
        cluster = Cluster(at, folder)
        cluster.make()
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()
