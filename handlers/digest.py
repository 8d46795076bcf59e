"""A unit's month: for its leaders their own unit's, for the council any."""

from telegram import Update

from bot.bulletins import digest as bulletin
from bot.bulletins import unit_book
from bot.rules import periods
from bot.speech import buttons
from bot.speech import digest as words
from bot.speech import unit_book as printed
from bot.speech.buttons import DigestPart
from bot.usecases import digest
from handlers import pictures
from handlers.context import Context, Taps


async def open_digest(update: Update, context: Context) -> None:
    units = await digest.choices(context.office, context.actor.id)
    if len(units) > 1:
        month = periods.month_of(context.office.today(context.now))
        await context.say(words.choice(context.t, units, month, 1, whole=context.actor.is_council))
        return
    shown = await digest.show(context.office, context.actor.id, units[0].id, None, context.now)
    found = bulletin.pictured(context.t, shown, DigestPart.CRITERIA)
    await pictures.send(context, found)


async def tap(update: Update, context: Context, button: buttons.Digest) -> None:
    shown = await digest.show(
        context.office, context.actor.id, button.unit_id, button.day, context.now
    )
    found = bulletin.pictured(context.t, shown, button.part)
    await pictures.change(update, context, found)


async def tap_book(_: Update, context: Context, button: buttons.DigestBook) -> None:
    book = await digest.book(
        context.office, context.actor.id, button.unit_id, button.day, context.now
    )
    name, content = await unit_book.exported(context.t, book)
    caption = printed.caption(context.t, book.month)
    await context.messenger.document(context.chat_id, name, content, caption)


async def tap_units(update: Update, context: Context, button: buttons.DigestUnits) -> None:
    units = await digest.choices(context.office, context.actor.id)
    month = periods.month_of(button.day)
    screen = words.choice(context.t, units, month, button.page, whole=context.actor.is_council)
    await pictures.change_words(update, context, screen)


TAPS: Taps = {
    buttons.Digest: tap,
    buttons.DigestBook: tap_book,
    buttons.DigestUnits: tap_units,
}
