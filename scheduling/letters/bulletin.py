"""Digests: a person's, a unit's, the council's."""

from datetime import date

from bot import bulletins
from bot.rules import periods
from bot.rules.deliveries import Kind
from bot.rules.periods import Period
from scheduling.letters.outgoing import Left, Outgoing, Writer


async def digest(letter: Outgoing) -> Left:
    subject = letter.delivery.subject
    return Left(
        await bulletins.send(
            letter.messenger,
            letter.office,
            letter.official,
            period_of(subject),
            subject,
            letter.now,
        )
    )


def period_of(subject: str) -> Period:
    """Read a month's first day, or `quarter:2026-10-01`."""
    kind, _, day = subject.rpartition(":")
    return periods.around(
        periods.Kind(kind) if kind else periods.Kind.MONTH, date.fromisoformat(day)
    )


WRITERS: dict[Kind, Writer] = {Kind.DIGEST: digest}
