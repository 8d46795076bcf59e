"""About others' reports: the head's inbox, and what has waited too long."""

from bot.rules.conversation import CardKind
from bot.rules.deliveries import Kind
from bot.speech import clock
from bot.speech import inbox as words
from bot.usecases import conversation, escalation, inboxes
from scheduling.letters.outgoing import Left, Outgoing, Pointless, Writer


async def inbox(letter: Outgoing) -> Left:
    shown = await inboxes.look(letter.office, letter.official.id, letter.now)
    if not shown.waiting and not shown.days:
        raise Pointless("nothing waits and nobody was to report today")
    if await _edited(letter, shown):
        return Left()
    subject = shown.today.isoformat()
    return Left([await letter.card(CardKind.INBOX, subject, words.screen(letter.t, shown))])


async def changed(letter: Outgoing) -> Left:
    """Change the inbox in place; while its reader looks at a report in it, it is left alone."""
    if not await _edited(letter, await inboxes.look(letter.office, letter.official.id, letter.now)):
        raise Pointless("there is no inbox of today to change")
    return Left()


async def overdue(letter: Outgoing) -> Left:
    unit_id = int(letter.delivery.subject)
    shown = await escalation.overdue(letter.office, letter.official.id, unit_id, letter.now)
    if shown is None:
        raise Pointless("nothing waits too long any more")
    await letter.send(clock.overdue(letter.t, shown))
    return Left()


async def _edited(letter: Outgoing, shown: inboxes.Inbox) -> bool:
    subject = shown.today.isoformat()
    old = await conversation.newest(letter.office, letter.chat, CardKind.INBOX, subject)
    screen = words.screen(letter.t, shown)
    return old is not None and await letter.messenger.edit(letter.chat, old.message_id, screen)


WRITERS: dict[Kind, Writer] = {
    Kind.INBOX: inbox,
    Kind.INBOX_CHANGED: changed,
    Kind.ESCALATION: overdue,
}
