"""Pictures together with their words: what a command shows and the clock sends alike."""

import logging
from datetime import datetime
from functools import partial

from markupsafe import Markup
from telegram.error import TelegramError

from bot.bulletins import council, digest, month, unit_book
from bot.bulletins.pictured import Album
from bot.errors import Refusal
from bot.messenger import Messenger
from bot.rules import periods
from bot.rules.conversation import Card, CardKind
from bot.rules.people import Official
from bot.rules.periods import Period
from bot.speech import catalog
from bot.speech.catalog import Texts
from bot.speech.screen import Screen
from bot.usecases import council as offices
from bot.usecases import digest as units
from bot.usecases import month as people
from bot.usecases.digest import UnitMonth
from bot.usecases.office import Office

log = logging.getLogger(__name__)


class NothingToShow(Refusal):
    """Nobody has anything of that period to look at."""


async def send(
    messenger: Messenger,
    office: Office,
    official: Official,
    period: Period,
    subject: str,
    now: datetime,
) -> list[Card]:
    """Send a person's digest and give its pictures as cards of the subject.

    The file comes last and is not worth sending the pictures twice: `/digest` gives it any time.
    """
    assert official.telegram_id is not None  # noqa: S101 - nothing is due to who has no chat
    chat = official.telegram_id
    album = await of(office, official, period, now)
    drawings = [plate.drawing for plate in album.plates]
    book = await album.workbook() if album.workbook else None  # what fails, fails before
    ids = await messenger.album(chat, drawings, album.caption)
    if book:
        try:
            await messenger.document(chat, *book, Screen(Markup()))
        except TelegramError as error:
            log.info("a digest of %s stays without its file: %s", period.first, error)
    return [
        Card(chat, message_id, CardKind.DIGEST, f"{subject}/{plate.part}")
        for plate, message_id in zip(album.plates, ids, strict=False)
    ]


async def of(office: Office, official: Official, period: Period, now: datetime) -> Album:
    """Give a leader the unit's month, the council the whole office's period, others their own."""
    t = catalog.of(official.language, office.zone)
    if official.is_council:
        whole = await offices.show(office, official.id, period.kind, period.first, now)
        if whole.period != period:
            raise NothingToShow("the office reported nothing yet")
        return council.album(t, whole)
    if period.kind is not periods.Kind.MONTH:
        raise NothingToShow("no digest of that length for this person")
    if official.leads:
        unit = await units.show(office, official.id, official.unit.id, period.first, now)
        if unit.period != period or not unit.people:
            raise NothingToShow("the unit reported nothing yet")
        return digest.album(t, unit, partial(_book, t, office, official, unit, now))
    if official.joined_on is None or official.joined_on > period.last:
        raise NothingToShow("the person joined later")
    return month.album(t, await people.show(office, official.id, period.first, now))


async def _book(
    t: Texts, office: Office, official: Official, unit: UnitMonth, now: datetime
) -> tuple[str, bytes]:
    found = await units.book(office, official.id, unit.unit.id, unit.period.first, now)
    return await unit_book.exported(t, found)
