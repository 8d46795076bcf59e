"""Bots as processes: Nếp as it is installed, and the echoes that it is measured against."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.benchmarks.telegram import Telegram

ROOT = Path(__file__).parents[2]
NEP = Path(sys.executable).with_name("nep")
STOPS_WITHIN = 20.0
SHOWN = 4000
Program = subprocess.Popen[bytes]


@contextmanager
def nep(telegram: Telegram, database_url: str, **settings: str) -> Iterator[Program]:
    """Run `nep run` beside the benchmark."""
    environment = {
        "TELEGRAM_API_URL": telegram.url,
        "TELEGRAM_TOKEN": telegram.token,
        "DATABASE_URL": database_url,
        "LOG_LEVEL": "WARNING",
        **settings,
    }
    with _running([str(NEP), "run"], environment) as program:
        yield program


@contextmanager
def workers(telegram: Telegram, database_url: str, size: int, port: int) -> Iterator[None]:
    """Run several workers behind one webhook."""
    with ExitStack() as stack:
        for _ in range(size):
            stack.enter_context(
                nep(
                    telegram,
                    database_url,
                    WEBHOOK_URL=f"http://127.0.0.1:{port}/hook",
                    WEBHOOK_SECRET="benchmark",
                    WEBHOOK_PORT=str(port),
                )
            )
        yield


@contextmanager
def echo(telegram: Telegram, kind: str) -> Iterator[Program]:
    """Run a bot that answers and edits, and keeps nothing."""
    argv = [sys.executable, "-m", "tests.benchmarks.echoes", kind, telegram.url, telegram.token]
    with _running(argv, {"PYTHONPATH": str(ROOT)}) as program:
        yield program


@contextmanager
def _running(argv: Sequence[str], environment: dict[str, str]) -> Iterator[Program]:
    """Run a program in an empty folder, so that no `.env` speaks in.

    What it logs is shown only if the benchmark fails.
    """
    with tempfile.TemporaryDirectory(prefix="nep-bench-") as folder:
        told = Path(folder) / "log"
        with told.open("wb") as log:
            program = subprocess.Popen(  # noqa: S603 - our own programs
                argv, cwd=folder, env={**os.environ, **environment}, stdout=log, stderr=log
            )
        try:
            yield program
        except BaseException:
            sys.stderr.write(told.read_text("utf-8")[-SHOWN:])
            raise
        finally:
            program.terminate()
            try:
                program.wait(STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                program.kill()
                program.wait()
