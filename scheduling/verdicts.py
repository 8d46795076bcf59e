"""What becomes of a delivery that did not go out: given up, or tried again, and when."""

from dataclasses import dataclass
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot import limits, transport
from bot.errors import Refusal
from bot.rules.deliveries import AT_MOST_ONCE, Delivery, Trouble

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=10)
DOUBLINGS = 7
"""More would pass the longest pause anyway."""
TRIES = 5
"""Of what fails inside the program: Telegram's own outages have no number."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    reason: str
    unreachable: bool = False
    """Nothing reaches this person until they come back."""


@dataclass(frozen=True, slots=True)
class Again:
    after: timedelta
    trouble: Trouble


@dataclass(frozen=True, slots=True)
class Readdress:
    chat_id: int


Verdict = GiveUp | Again | Readdress


def judge(error: Exception, delivery: Delivery) -> Verdict:
    match error:
        case TelegramError():
            return _telegram(error, delivery)
        case Refusal():
            return GiveUp(str(error))
        case _ if delivery.attempts >= TRIES:
            return GiveUp(f"{Trouble.FAILED}: {type(error).__name__}")
        case _:
            return Again(_backoff(delivery), Trouble.FAILED)


def _telegram(error: TelegramError, delivery: Delivery) -> Verdict:
    match error:
        case RetryAfter():
            return Again(limits.named(error), Trouble.TOO_FAST)
        case ChatMigrated(new_chat_id=chat_id):
            return Readdress(chat_id)
        case Forbidden() | BadRequest():
            return GiveUp(error.message, unreachable=_is_out_of_reach(error))
        case NetworkError() if transport.may_have_arrived(error):
            if delivery.kind in AT_MOST_ONCE:
                return GiveUp(Trouble.TIMED_OUT)
            return Again(_backoff(delivery), Trouble.TIMED_OUT)
        case _:
            return Again(_backoff(delivery), Trouble.NOT_REACHED)


def _is_out_of_reach(error: TelegramError) -> bool:
    return isinstance(error, Forbidden) or "chat not found" in error.message.casefold()


def _backoff(delivery: Delivery) -> timedelta:
    doublings: int = min(delivery.attempts - 1, DOUBLINGS)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
