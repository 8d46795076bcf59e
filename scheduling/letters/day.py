"""About a person's own report: the day's card, the reminder, the decision."""

from datetime import date

from bot.rules.conversation import Card, CardKind
from bot.rules.deliveries import Kind
from bot.rules.reports import Status
from bot.speech import card, clock
from bot.usecases import conversation, report
from bot.usecases.daycard import DayCard
from scheduling.letters.outgoing import Left, Outgoing, Pointless, Writer


async def prompt(letter: Outgoing) -> Left:
    shown = await _open_day(letter)
    if letter.delivery.may_have_arrived and await _has_card(letter, shown):
        return Left()
    return Left([await _show(letter, shown)])


async def remind(letter: Outgoing) -> Left:
    shown = await _open_day(letter)
    cards = await _cards(letter, shown)
    message_id = await letter.messenger.send(
        letter.chat,
        clock.reminder(letter.t, shown),
        silent=True,
        reply_to=cards[0].message_id if cards else None,
    )
    # its button makes the card of it, and words in reply to it are about the report
    return Left([Card(letter.chat, message_id, CardKind.REPORT, str(shown.report.id))])


async def decision(letter: Outgoing) -> Left:
    report_id = int(letter.delivery.subject)
    shown = await report.show(letter.office, letter.official.id, report_id, letter.now)
    cards = await _cards(letter, shown)
    if shown.report.status is Status.RETURNED:
        superseded = [(old, card.superseded(letter.t, shown)) for old in cards]
        return Left([await _show(letter, shown)], superseded)
    screen = card.screen(letter.t, shown)
    for old in cards:
        await letter.messenger.edit(letter.chat, old.message_id, screen)
    return Left()


async def _open_day(letter: Outgoing) -> DayCard:
    day = date.fromisoformat(letter.delivery.subject)
    shown = await report.open_day(letter.office, letter.official.id, day, letter.now)
    if shown.report.status is not Status.DRAFT or shown.absence:
        raise Pointless("already sent, or away that day")
    if shown.closed:  # somebody asks for it by hand, and so lets the day be reported on
        report_id = shown.report.id
        return await report.open_anew(letter.office, letter.official.id, report_id, letter.now)
    return shown


async def _has_card(letter: Outgoing, shown: DayCard) -> bool:
    """Tell whether an earlier try arrived: it was remembered, or the person has answered."""
    answered = any(answer is not None for answer in shown.report.answers.values())
    return answered or bool(await _cards(letter, shown))


async def _cards(letter: Outgoing, shown: DayCard) -> list[Card]:
    subject = str(shown.report.id)
    found = await conversation.about(letter.office, letter.chat, CardKind.REPORT, subject)
    return list(found)


async def _show(letter: Outgoing, shown: DayCard) -> Card:
    screen = card.screen(letter.t, shown)
    return await letter.card(CardKind.REPORT, str(shown.report.id), screen)


WRITERS: dict[Kind, Writer] = {
    Kind.PROMPT: prompt,
    Kind.REMINDER: remind,
    Kind.DECISION: decision,
}
