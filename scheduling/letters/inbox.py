"""About others' reports: the head's inbox."""

from bot.rules.conversation import CardKind
from bot.rules.deliveries import Kind
from bot.speech import inbox as words
from bot.usecases import conversation, review
from scheduling.letters.outgoing import Left, Outgoing, Pointless, Writer


async def inbox(letter: Outgoing) -> Left:
    shown = await review.inbox(letter.office, letter.official.id, letter.now)
    if not shown.waiting and not shown.days:
        raise Pointless("nothing waits and nobody was to report today")
    screen, subject = words.screen(letter.t, shown), shown.today.isoformat()
    old = await conversation.newest(letter.office, letter.chat, CardKind.INBOX, subject)
    if old and await letter.messenger.edit(letter.chat, old.message_id, screen):
        return Left()
    return Left([await letter.card(CardKind.INBOX, subject, screen)])


WRITERS: dict[Kind, Writer] = {Kind.INBOX: inbox}
