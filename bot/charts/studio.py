"""Where pictures are drawn: in a process of its own, beside the one that answers people.

A thread would hold the interpreter's lock against the event loop, and matplotlib's memory would
stay with the bot. One process is enough: it draws as many pictures a second as Telegram takes.
"""

import asyncio
import logging
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from threading import Thread

log = logging.getLogger(__name__)

Drawing = Callable[[], bytes]
"""A function of this package over its plain values, to be called where matplotlib is."""


class Studio:
    """Opens at the first picture: who never asks for one pays nothing."""

    def __init__(self) -> None:
        self._painter: ProcessPoolExecutor | None = None

    async def draw(self, drawing: Drawing) -> bytes:
        try:
            return await self._drawn(drawing)
        except BrokenProcessPool:
            log.warning("the process that draws has died; another one takes its place")
            return await self._drawn(drawing)

    async def close(self) -> None:
        if self._painter:
            await asyncio.to_thread(self._painter.shutdown, cancel_futures=True)
            self._painter = None

    async def _drawn(self, drawing: Drawing) -> bytes:
        painter = self._painter = self._painter or ProcessPoolExecutor(
            1, multiprocessing.get_context("spawn"), _settle_in
        )
        try:
            return await asyncio.get_running_loop().run_in_executor(painter, drawing)
        except BrokenProcessPool:
            if self._painter is painter:
                self._painter = None
            raise


def _settle_in() -> None:
    """End when the program ends, however it does, and not before: a last picture may be asked for.

    Signals go to the whole group of processes, and a killed program tells its workers nothing.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    Thread(target=_end_with_the_program, daemon=True).start()


def _end_with_the_program() -> None:
    program = multiprocessing.parent_process()
    if program:
        program.join()
        os._exit(0)
