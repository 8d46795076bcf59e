"""What becomes of a delivery that fails."""

from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from bot.errors import Refusal
from bot.rules.deliveries import Delivery, Kind, Trouble
from bot.transport import Unanswered
from scheduling.verdicts import Again, GiveUp, Readdress, Verdict, judge
from tests.scheduling.conftest import DAY, at


@pytest.fixture(autouse=True)
def _times_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the program has it."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


def a_delivery(kind: Kind = Kind.PROMPT, attempts: int = 1) -> Delivery:
    return Delivery(1, 2, kind, "2026-11-25", attempts, since=at(DAY, "16:30"))


def unanswered(kind: type[NetworkError], *, sent: bool) -> NetworkError:
    """As `bot.transport` raises it."""
    error = kind("no answer")
    error.__cause__ = Unanswered(OSError(), sent=sent)
    return error


SOON = timedelta(seconds=5)


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (Refusal("nothing"), GiveUp("nothing")),
        (
            Forbidden("Forbidden: bot was blocked by the user"),
            GiveUp("Forbidden: bot was blocked by the user", unreachable=True),
        ),
        (BadRequest("Chat not found"), GiveUp("Chat not found", unreachable=True)),
        (BadRequest("Button_data_invalid"), GiveUp("Button_data_invalid")),
        (ChatMigrated(-100), Readdress(-100)),
        (NetworkError("Bad Gateway"), Again(SOON, Trouble.NOT_REACHED)),
        (unanswered(NetworkError, sent=False), Again(SOON, Trouble.NOT_REACHED)),
        (unanswered(TimedOut, sent=False), Again(SOON, Trouble.NOT_REACHED)),
        (unanswered(TimedOut, sent=True), Again(SOON, Trouble.TIMED_OUT)),
        (unanswered(NetworkError, sent=True), Again(SOON, Trouble.TIMED_OUT)),
        (InvalidToken(), Again(SOON, Trouble.NOT_REACHED)),
        (KeyError("ours"), Again(SOON, Trouble.FAILED)),
    ],
)
def test_each_fault_has_its_verdict(error: Exception, verdict: Verdict) -> None:
    assert judge(error, a_delivery()) == verdict


def test_a_pause_is_as_long_as_telegram_names() -> None:
    assert judge(RetryAfter(7), a_delivery()) == Again(timedelta(seconds=7), Trouble.TOO_FAST)


@pytest.mark.parametrize(
    ("kind", "once"),
    [
        (Kind.REMINDER, True),
        (Kind.DIGEST, True),
        (Kind.PROMPT, False),
        (Kind.INBOX, False),
        (Kind.DECISION, False),
        (Kind.UNREACHABLE, False),
    ],
)
def test_what_may_have_arrived_is_said_again_where_it_must_arrive(kind: Kind, once: bool) -> None:
    verdict = judge(TimedOut(), a_delivery(kind))
    assert isinstance(verdict, GiveUp) is once


def test_tries_come_ever_later_up_to_ten_minutes() -> None:
    pauses = []
    for attempts in (1, 2, 3, 8, 10_000):
        verdict = judge(NetworkError(""), a_delivery(attempts=attempts))
        assert isinstance(verdict, Again)
        pauses.append(verdict.after.total_seconds())
    assert pauses == [5, 10, 20, 600, 600]


def test_the_program_s_own_failure_is_not_tried_for_ever() -> None:
    assert isinstance(judge(KeyError("ours"), a_delivery(attempts=5)), GiveUp)
