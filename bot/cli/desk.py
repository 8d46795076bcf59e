"""What a command works with, and how it ends: done, or refused in one sentence."""

import asyncio
import logging
import sys
from argparse import Namespace
from collections.abc import Callable, Coroutine, Iterable
from functools import cached_property
from importlib import import_module

from bot import logs, settings
from bot.cli.output import writing
from bot.clock import Clock, SystemClock
from bot.errors import Refusal
from bot.rules import campaign, roster
from bot.rules.people import Language
from bot.speech import catalog

log = logging.getLogger(__name__)


class Desk:
    def __init__(self, language: Language, clock: Clock) -> None:
        self.texts = catalog.of(language)
        self.clock = clock

    @cached_property
    def settings(self) -> settings.Settings:
        """Read when first asked for; from then on the log is written as they say."""
        read = settings.load()
        logs.configure(read, quiet=True)
        return read

    def show(self, line: str) -> None:
        with writing(None):
            print(line)  # noqa: T201 - a command's answer

    def say(self, message: str, **values: object) -> None:
        self.show(self.texts.plain(message, **values))

    def aside(self, message: str, **values: object) -> None:
        print(self.texts.plain(message, **values), file=sys.stderr)  # noqa: T201 - not the answer

    def refusal(self, error: Exception) -> Refusal:
        """Give the sentence that an error comes to; what nobody foresaw is in the log as well."""
        if isinstance(error, Refusal):
            return error
        from bot.cli import troubles  # noqa: PLC0415 - it knows libraries that load slowly

        known = "settings" in vars(self) and troubles.explained(error, self.settings)
        if known:
            log.debug("this ended a command: %r", error)
            return known
        log.debug("this ended a command", exc_info=error)
        return Refusal(
            "Lỗi không lường trước ({kind}). Hãy chạy lại với LOG_LEVEL=DEBUG để xem chi tiết.",
            kind=type(error).__name__,
        )

    def sentences(self, refusal: Refusal) -> Iterable[str]:
        """Give one line for each thing that is wrong."""
        match refusal:
            case settings.SettingsInvalid():
                return map(self.texts.refusal, refusal.problems)
            case roster.RosterInvalid():
                return (*map(self._row, refusal.problems), self.texts.refusal(refusal))
            case campaign.CampaignInvalid():
                return (self.texts.refusal(refusal), *map(self._key, refusal.problems))
            case _:
                return [self.texts.refusal(refusal)]

    def _key(self, problem: campaign.Problem) -> str:
        sentence = self.texts.plain(problem.message, **problem.values)
        return f"{problem.file}: {problem.key}: {sentence}"

    def _row(self, problem: roster.Problem) -> str:
        values = problem.values_in(self.texts.language)
        sentence = self.texts.plain(problem.message, **values)
        if problem.row is None:
            return sentence
        return self.texts.plain("Dòng {row}: {sentence}", row=problem.row, sentence=sentence)


Deed = Callable[[Namespace, Desk], Coroutine[None, None, int | None]]


def serve(arguments: Namespace, clock: Clock | None = None) -> int:
    """Do what the command says and give the program's exit code."""
    desk = Desk(Language(arguments.language), clock or SystemClock())
    try:
        module = import_module(f"bot.cli.{arguments.module}")
        deed: Deed = getattr(module, arguments.deed)
        with asyncio.Runner(loop_factory=_event_loop) as runner:
            code = runner.run(deed(arguments, desk)) or 0
        with writing(None):
            sys.stdout.flush()
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - a person never reads a traceback
        for sentence in desk.sentences(desk.refusal(error)):
            desk.aside("{sentence}", sentence=sentence)
        return 1
    return code


def _event_loop() -> asyncio.AbstractEventLoop:
    if sys.platform == "win32":
        return asyncio.SelectorEventLoop()  # the usual one cannot talk to PostgreSQL
    try:
        import uvloop  # noqa: PLC0415 - not made for every system
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()
