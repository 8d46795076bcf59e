"""What the clock or another person's act sends: what, to whom, from when, until when."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.rules import periods
from bot.rules.workdays import Workdays


class Kind(StrEnum):
    PROMPT = "prompt"
    """The day's card. Subject: the day."""
    REMINDER = "reminder"
    """One silent reminder to who has not sent, and one to who took the report back and did not
    send it again. Subject: the day."""
    INBOX = "inbox"
    """The head's reports to decide. Subject: the day."""
    INBOX_CHANGED = "inbox-changed"
    """The inbox that was sent today shows how things stand now. Subject: the day."""
    ESCALATION = "escalation"
    """Reports of a unit wait too long, to who may decide on them now. Subject: the unit's id."""
    DELEGATED = "delegated"
    """To whom a head lets decide in his place. Subject: the delegation's id."""
    DELEGATION_ENDED = "delegation-ended"
    """The head took it back. Subject: the delegation's id."""
    DIGEST = "digest"
    """A period's pictures. Subject: the month's first day, or kind and first day:
    `quarter:2026-10-01`."""
    DIGEST_CHANGED = "digest-changed"
    """The digest that was sent shows what was decided since. Subject: as the digest's."""
    MILESTONE = "milestone"
    """A milestone of the movement comes near. Subject: its code and last day."""
    SIGNUPS = "signups"
    """Who has not signed up, for the secretary. Subject: the week's Monday."""
    DECISION = "decision"
    """A decision on a person's report: the card is edited after an approval, and comes anew, with
    the reason, after a return. Subject: the report's id."""
    LEAVE_SET = "leave-set"
    """A leader recorded days away for the person. Subject: the absence's id."""
    LEAVE_ENDED = "leave-ended"
    """Such days were taken back: by a leader, which the person is told, or by somebody else than
    the leader who recorded them, who is told as well. Subject: the ids of the absence and of who
    took them back: `17:4`."""
    UNREACHABLE = "unreachable"
    """To whoever decides on a person's reports: nothing reaches that person any more. Subject: the
    person's id."""


BY_THE_CLOCK = frozenset(
    {
        Kind.PROMPT,
        Kind.REMINDER,
        Kind.INBOX,
        Kind.ESCALATION,
        Kind.DIGEST,
        Kind.MILESTONE,
        Kind.SIGNUPS,
    }
)

AT_ANY_HOUR = frozenset({Kind.UNREACHABLE, Kind.LEAVE_SET, Kind.LEAVE_ENDED, Kind.DIGEST_CHANGED})
"""What may come about at night or on a day off, and wait until the office works."""

AT_MOST_ONCE = frozenset({Kind.REMINDER, Kind.DIGEST})
"""What is not said again when it may have arrived: one reminder is enough, and `/digest` gives the
picture at any time."""


KEPT_FOR = timedelta(days=400)
"""After that a settled delivery is forgotten, and its key could be used again. A year's pictures
are the last to be drawn anew, for as long as anything of that year is decided in the next; what is
said of a day, a report, a leave is long over by then."""


class Trouble(StrEnum):
    """Why a delivery was put off."""

    TIMED_OUT = "timed out: may have arrived"
    INTERRUPTED = "the sender was killed: may have arrived"
    NOT_REACHED = "Telegram was not reached"
    TOO_FAST = "Telegram asked for a pause"
    STOPPING = "the program was stopping"
    MOVED = "the chat has another number now"
    FAILED = "the program failed"


UNCERTAIN = frozenset({Trouble.TIMED_OUT, Trouble.INTERRUPTED})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A delivery to be made."""

    kind: Kind
    official_id: int
    subject: str
    due_at: datetime
    expires_at: datetime | None = None
    """When it is no longer worth sending."""
    round: str = ""
    """Tells apart what may be said again about the same subject: a second return, say."""

    @property
    def key(self) -> str:
        """Say what it is and for whom: there is never a second delivery with the same key."""
        parts = (self.kind, str(self.official_id), self.subject, self.round)
        return ":".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery taken by a sender."""

    id: int
    official_id: int
    kind: Kind
    subject: str
    attempts: int
    """From 1."""
    since: datetime
    """When it was planned or, if that is earlier, due."""
    trouble: str | None = None
    """Why it was put off the last time."""

    @property
    def may_have_arrived(self) -> bool:
        return self.trouble in UNCERTAIN


LATE = timedelta(hours=1)
MORNING = time(7)
EVENING = time(21)


def waits_until(
    delivery: Delivery, workdays: Workdays, zone: ZoneInfo, now: datetime
) -> datetime | None:
    """Give from when a delivery that nobody waits for may disturb; None where it may go now.

    What the clock says on time, or a person has it say by hand, goes at once. What was held up, by
    an outage say, goes on a working day from 7:00 to 21:00 only, and so does what may come about at
    any hour: that somebody is out of reach.
    """
    held_up = delivery.kind in BY_THE_CLOCK and now - delivery.since > LATE
    if not held_up and delivery.kind not in AT_ANY_HOUR:
        return None
    day, hour = periods.local_day(now, zone), now.astimezone(zone).time()
    if workdays.is_working(day) and hour < EVENING:
        return None if hour >= MORNING else periods.moment_of(day, MORNING, zone)
    return periods.moment_of(workdays.next_working(day), MORNING, zone)
