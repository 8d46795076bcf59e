"""`nep run` as a process of its own, kept running as a supervisor would."""

import asyncio
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import Mapping
from pathlib import Path

NEP = str(Path(sys.executable).with_name("nep"))
LAST_SECONDS = 10
"""What a program has that was told to stop."""
PAUSE = 25
"""Seconds: more than the locks and leases of a worker last."""


class Worker:
    def __init__(self, name: str, environment: Mapping[str, str], folder: Path) -> None:
        self.name = name
        self.log: list[str] = []
        self.starts = 0
        self._began = 0
        """At which line of the log it last started."""
        self._environment = environment
        self._folder = folder
        self._process: Process | None = None
        self.supervised = True
        self._ended = asyncio.Event()
        """Of the process that runs now."""
        self._heard = asyncio.Event()

    async def run(self) -> None:
        """Start the program, and start it again whenever it ends before it was let go."""
        try:
            while self.supervised:
                await self._live()
        finally:
            if self._process and self._process.returncode is None:
                self._process.kill()
                await self._process.wait()

    async def _live(self) -> None:
        self.starts += 1
        self._began = len(self.log)
        self._ended.clear()
        process = self._process = await asyncio.create_subprocess_exec(
            NEP, "run", env=self._environment, cwd=self._folder, stdout=PIPE, stderr=STDOUT
        )
        assert process.stdout
        async for line in process.stdout:
            self.log.append(line.decode(errors="replace").rstrip())
            self._heard.set()
        await process.wait()
        self._ended.set()

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def kill(self) -> None:
        assert self._process
        self._process.kill()

    def suspend(self) -> None:
        """Stop it where it stands, as a machine does that is paused: its connections stay."""
        assert self._process
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        assert self._process
        self._process.send_signal(signal.SIGCONT)

    async def pause(self) -> None:
        """Suspend it for longer than anybody waits for it."""
        self.suspend()
        await asyncio.sleep(PAUSE)
        self.resume()

    def let_go(self) -> None:
        """Do not start it again once it has ended."""
        self.supervised = False

    async def told_to_stop(self) -> int | None:
        """Send SIGTERM and give the exit code; raise TimeoutError where it takes too long."""
        assert self._process
        process = self._process
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(LAST_SECONDS):
            await self._ended.wait()
        return process.returncode

    async def beside(self, *arguments: str) -> int:
        """Run another command of the program in the same place and give its exit code."""
        process = await asyncio.create_subprocess_exec(
            NEP, *arguments, env=self._environment, cwd=self._folder, stdout=DEVNULL
        )
        try:
            return await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    async def is_at_work(self) -> None:
        await self.says("is at work")

    async def says(self, words: str) -> None:
        """Wait until the program has logged this since it started."""
        while not any(words in line for line in self.log[self._began :]):
            self._heard.clear()
            await self._heard.wait()
