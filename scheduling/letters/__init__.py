"""What a delivery says, made of what the database knows when it leaves."""

import logging

from telegram.error import TelegramError

from bot.messenger import Messenger
from bot.rules.deliveries import Kind
from scheduling.letters import bulletin, day, inbox, notice
from scheduling.letters.outgoing import Left, Outgoing, Pointless, Writer

__all__ = ["Left", "Outgoing", "deliver", "tidy_up"]

log = logging.getLogger(__name__)

WRITERS: dict[Kind, Writer] = day.WRITERS | inbox.WRITERS | bulletin.WRITERS | notice.WRITERS


async def deliver(letter: Outgoing) -> Left:
    """Say it and tell what it left in the chat; a Refusal where there is nothing to say."""
    if letter.official.left_on or not letter.official.reachable:
        raise Pointless("the person has left the office or blocked the bot")
    return await WRITERS[letter.delivery.kind](letter)


async def tidy_up(messenger: Messenger, left: Left) -> None:
    """Take the buttons off old cards; the new one is there, so no fault matters."""
    for old, screen in left.superseded:
        try:
            await messenger.edit(old.chat_id, old.message_id, screen)
        except TelegramError as error:
            log.info("an old card of report %s stays as it is: %s", old.subject, error)
