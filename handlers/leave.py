"""Taking leave: which days, which kind; and giving it back."""

from datetime import timedelta

from telegram import Update

from bot.errors import Refusal
from bot.rules import periods
from bot.rules.conversation import QuestionKind
from bot.speech import buttons
from bot.speech import leave as words
from bot.speech.buttons import LeaveDays
from bot.usecases import leave
from handlers.context import Context, Taps


async def ask(update: Update, context: Context) -> None:
    """Ask for the days, or take them from the command: /leave 25/11 – 28/11."""
    typed = " ".join(context.args or [])
    if typed:
        await typed_range(context, typed)
        return
    upcoming = await leave.upcoming(context.office, context.actor.id, context.now)
    await context.say(words.when(context.t, upcoming))


async def tap_when(update: Update, context: Context, button: buttons.LeaveWhen) -> None:
    if button.days is LeaveDays.RANGE:
        await context.ask(words.ask_range(context.t), QuestionKind.LEAVE)
        return
    days = 0 if button.days is LeaveDays.TODAY else 1
    day = context.office.today(context.now) + timedelta(days=days)
    await context.change(update, words.kinds(context.t, day, day))


async def typed_range(context: Context, text: str) -> None:
    """Read one day or two; ask again where they cannot be read."""
    found = periods.parse_range(text, context.office.today(context.now))
    if found is None:
        await context.ask(words.not_understood(context.t), QuestionKind.LEAVE)
        return
    first, last = found
    await context.say(words.kinds(context.t, first, last))


async def tap_kind(update: Update, context: Context, button: buttons.LeaveKind) -> None:
    absence = await leave.take(
        context.office, context.actor.id, button.first, button.last, button.kind, context.now
    )
    await context.change(update, words.taken(context.t, absence))


async def tap_cancel(update: Update, context: Context, button: buttons.LeaveCancel) -> None:
    done = await leave.give_back(context.office, context.actor.id, button.absence_id, context.now)
    if not done:
        raise Refusal("Lần báo nghỉ này đã được hủy trước đó.")
    await context.change(update, words.given_back(context.t))


TAPS: Taps = {
    buttons.LeaveWhen: tap_when,
    buttons.LeaveKind: tap_kind,
    buttons.LeaveCancel: tap_cancel,
}
