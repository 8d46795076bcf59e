"""A person's own month."""

from telegram import Update

from bot.bulletins import month as bulletin
from bot.speech import buttons
from bot.speech import month as words
from bot.speech.buttons import MonthAct
from bot.usecases import month
from handlers import pictures
from handlers.context import Context, Taps


async def me(update: Update, context: Context) -> None:
    shown = await month.show(context.office, context.actor.id, None, context.now)
    await pictures.send(context, bulletin.pictured(context.t, shown))


async def tap(update: Update, context: Context, button: buttons.Month) -> None:
    shown = await month.show(context.office, context.actor.id, button.day, context.now)
    if button.act is MonthAct.WHY:
        await context.say(words.why(context.t, shown))
    else:
        await pictures.change(update, context, bulletin.pictured(context.t, shown))


TAPS: Taps = {buttons.Month: tap}
