"""Digests: a person's, a unit's, the council's."""

from datetime import date

from markupsafe import Markup

from bot import bulletins
from bot.rules import periods
from bot.rules.conversation import CardKind
from bot.rules.deliveries import Kind
from bot.rules.periods import Period
from bot.speech import amended as words
from bot.speech.screen import Screen, lines
from bot.usecases import amended, conversation
from scheduling.letters.outgoing import Left, Outgoing, Pointless, Writer


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


async def changed(letter: Outgoing) -> Left:
    """Draw anew what was sent, and say under it what is new; quietly, as nobody waits for it.

    What was decided while the digest was under way may have been drawn or not, so that the pictures
    are drawn anew even where nothing counts as new.
    """
    subject, t = letter.delivery.subject, letter.t
    period = period_of(subject)
    news = await amended.news(letter.office, letter.official, period, subject)
    if news is None:
        raise Pointless("the digest was not sent")
    album = await bulletins.of(letter.office, letter.official, period, letter.now)
    line = words.line(t, news, letter.now)
    caption = lines([album.caption, line])
    for plate in album.plates:
        about = f"{subject}/{plate.part}"
        card = await conversation.newest(letter.office, letter.chat, CardKind.DIGEST, about)
        there = card is not None and await letter.messenger.change_photo(
            letter.chat, card.message_id, plate.drawing, Screen(caption)
        )
        if caption and not there:
            if line:
                said = words.correction(t, letter.official, period, line)
                await letter.messenger.send(letter.chat, said, silent=True)
            break
        caption = Markup()
    return Left()


WRITERS: dict[Kind, Writer] = {Kind.DIGEST: digest, Kind.DIGEST_CHANGED: changed}
