"""Pictures together with their words: what a command shows and the clock sends alike."""

from datetime import datetime

from bot.messenger import Messenger
from bot.rules.people import Official
from bot.rules.periods import Period
from bot.usecases.office import Office


async def send_month(
    messenger: Messenger, office: Office, official: Official, month: Period, now: datetime
) -> None:
    """Send a leader the unit's month, and everybody else their own."""
    raise NotImplementedError
