"""What a message is about, and which typed answer is awaited: rows, never memory."""

from dataclasses import dataclass
from enum import StrEnum


class CardKind(StrEnum):
    """Messages that are edited in place; the subject is what they show."""

    REPORT = "report"
    """Subject: the report's id."""
    INBOX = "inbox"
    """Subject: the office's day of the inbox; `2026-11-25/report` while a report is read in it."""
    DIGEST = "digest"
    """One picture of a digest. Subject: the delivery's, and the picture: `2026-10-01/criteria`."""


@dataclass(frozen=True, slots=True)
class Card:
    chat_id: int
    message_id: int
    kind: CardKind
    subject: str


class QuestionKind(StrEnum):
    NOTE = "note"
    """Subject: the report's id."""
    REASON = "reason"
    """Why a report is returned; subject: the report's id."""
    DELEGATION = "delegation"
    """From which day to which somebody decides in a head's place; subject: that person's id."""
    DELEGATION_PAPER = "delegation-paper"
    """The number of the paper that orders it; subject: the delegation's id."""
    LEAVE = "leave"
    """From which day to which; subject: the id of who is away, 0 for whoever is asked."""

    CALENDAR_DAY = "calendar-day"
    """Which day the office has something to say of; no subject."""
    CALENDAR_NOTE = "calendar-note"
    """Why a day is off or worked; subject: the day and which: `2026-11-24:off`."""


@dataclass(frozen=True, slots=True)
class Question:
    kind: QuestionKind
    subject: str
    message_id: int
    """The bot's message that asked."""
