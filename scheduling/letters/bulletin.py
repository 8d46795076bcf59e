"""Digests: a person's, a unit's, the council's."""

from datetime import date

from bot import bulletins
from bot.rules import periods
from bot.rules.deliveries import Kind
from scheduling.letters.outgoing import Left, Outgoing, Writer


async def digest(letter: Outgoing) -> Left:
    month = periods.month_of(date.fromisoformat(letter.delivery.subject))
    await bulletins.send_month(letter.messenger, letter.office, letter.official, month, letter.now)
    return Left()


WRITERS: dict[Kind, Writer] = {Kind.DIGEST: digest}
