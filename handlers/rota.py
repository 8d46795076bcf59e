"""A unit's Saturdays: who is on duty."""

from telegram import Update

from bot.speech import buttons
from bot.speech import rota as words
from bot.speech.buttons import DutyAct
from bot.usecases import rota
from handlers.context import Context, Taps


async def duty(update: Update, context: Context) -> None:
    shown = await rota.look(context.office, context.actor.id, context.now)
    await context.say(words.days(context.t, shown))


async def tap_days(update: Update, context: Context, button: buttons.DutyDays) -> None:
    shown = await rota.look(context.office, context.actor.id, context.now)
    await context.change(update, words.days(context.t, shown))


async def tap_day(update: Update, context: Context, button: buttons.DutyDay) -> None:
    shown = await rota.look(context.office, context.actor.id, context.now, button.day)
    await context.change(update, words.day(context.t, shown, button.day, button.page))


async def tap_member(update: Update, context: Context, button: buttons.Duty) -> None:
    shown = await rota.change(
        context.office,
        context.actor.id,
        button.official_id,
        button.day,
        on=button.act is DutyAct.PUT,
        now=context.now,
    )
    await context.change(update, words.day(context.t, shown, button.day, button.page))


TAPS: Taps = {
    buttons.DutyDays: tap_days,
    buttons.DutyDay: tap_day,
    buttons.Duty: tap_member,
}
