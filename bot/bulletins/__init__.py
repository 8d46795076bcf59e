"""Pictures together with their words: what a command shows and the clock sends alike."""

from datetime import datetime

from bot.bulletins import digest, month
from bot.bulletins.pictured import Pictured
from bot.messenger import Messenger
from bot.rules.people import Official
from bot.rules.periods import Period
from bot.speech import catalog
from bot.speech.buttons import DigestPart
from bot.usecases import digest as units
from bot.usecases import month as people
from bot.usecases.office import Office


async def send_month(
    messenger: Messenger, office: Office, official: Official, period: Period, now: datetime
) -> None:
    """Send a leader the unit's month, and everybody else their own."""
    assert official.telegram_id is not None  # noqa: S101 - nothing is due to who has no chat
    shown = await _pictured(office, official, period, now)
    await messenger.photo(official.telegram_id, shown.drawing, shown.screen)


async def _pictured(office: Office, official: Official, period: Period, now: datetime) -> Pictured:
    t = catalog.of(official.language, office.zone)
    if official.leads:
        unit = await units.show(office, official.id, official.unit.id, period.first, now)
        return digest.pictured(t, unit, DigestPart.CRITERIA)
    own = await people.show(office, official.id, period.first, now)
    return month.pictured(t, own)
