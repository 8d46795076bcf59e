"""The outbox's way to Telegram: claim what is due, say it, settle it."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.messenger import Messenger
from bot.usecases.office import Office


@dataclass(frozen=True, slots=True)
class SendCount:
    sent: int = 0
    dropped: int = 0


class Sender:
    def __init__(self, office: Office, messenger: Messenger, clock: Clock) -> None:
        self._office = office
        self._messenger = messenger
        self._clock = clock
