"""A person's own hour for the card, and whether to be reminded."""

from datetime import date, timedelta

from telegram import Update

from bot.speech import buttons
from bot.speech import habits as words
from bot.speech.buttons import Reminding
from bot.usecases import habits
from handlers.context import Context, Taps

PAUSES = {Reminding.AFTER_WEEK: timedelta(days=7), Reminding.AFTER_MONTH: timedelta(days=30)}


async def reminders(update: Update, context: Context) -> None:
    shown = await habits.look(context.office, context.actor.id, context.now)
    await context.say(words.screen(context.t, shown))


async def tap_hour(update: Update, context: Context, button: buttons.PromptAt) -> None:
    shown = await habits.choose_hour(context.office, context.actor.id, button.hour, context.now)
    await context.change(update, words.screen(context.t, shown))


async def tap_remind(update: Update, context: Context, button: buttons.Remind) -> None:
    until = date.max if button.wanted is Reminding.OFF else None
    if button.wanted in PAUSES:
        until = context.office.today(context.now) + PAUSES[button.wanted]
    shown = await habits.pause(context.office, context.actor.id, until, context.now)
    await context.change(update, words.screen(context.t, shown))


TAPS: Taps = {buttons.PromptAt: tap_hour, buttons.Remind: tap_remind}
