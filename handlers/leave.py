"""Taking leave: which days, which kind; and giving it back. Leaders do the same for others."""

from datetime import timedelta

from telegram import Update

from bot.errors import Refusal
from bot.rules import periods
from bot.rules.conversation import QuestionKind
from bot.rules.people import Official
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
    await context.say(words.when(context.t, upcoming, for_others=context.actor.leads))


async def tap_people(update: Update, context: Context, button: buttons.LeavePeople) -> None:
    led = await leave.led(context.office, context.actor.id)
    await context.change(update, words.people(context.t, led, button.page))


async def tap_of(update: Update, context: Context, button: buttons.LeaveOf) -> None:
    official = await leave.one_led(context.office, context.actor.id, button.official_id)
    upcoming = await leave.upcoming(context.office, official.id, context.now)
    await context.change(update, words.when(context.t, upcoming, official))


async def tap_when(update: Update, context: Context, button: buttons.LeaveWhen) -> None:
    official = await _whose(context, button.official_id)
    if button.days is LeaveDays.RANGE:
        question = words.ask_range(context.t, official)
        await context.ask(question, QuestionKind.LEAVE, str(button.official_id))
        return
    days = 0 if button.days is LeaveDays.TODAY else 1
    day = context.office.today(context.now) + timedelta(days=days)
    await context.change(update, words.kinds(context.t, day, day, official))


async def typed_range(context: Context, text: str, official_id: int = 0) -> None:
    """Read one day or two; ask again where they cannot be read."""
    official = await _whose(context, official_id)
    found = periods.parse_range(text, context.office.today(context.now))
    if found is None:
        question = words.not_understood(context.t)
        await context.ask(question, QuestionKind.LEAVE, str(official_id))
        return
    first, last = found
    await context.say(words.kinds(context.t, first, last, official))


async def tap_kind(update: Update, context: Context, button: buttons.LeaveKind) -> None:
    days = (button.first, button.last, button.kind, context.now)
    if button.official_id:
        taken = await leave.take_for(context.office, context.actor.id, button.official_id, *days)
        screen = words.taken_for(context.t, taken)
    else:
        screen = words.taken(context.t, await leave.take(context.office, context.actor.id, *days))
    await context.change(update, screen)


async def tap_cancel(update: Update, context: Context, button: buttons.LeaveCancel) -> None:
    given = await leave.give_back(context.office, context.actor.id, button.absence_id, context.now)
    if given is None:
        raise Refusal("Lần báo nghỉ này đã được hủy trước đó.")
    await context.change(update, words.given_back(context.t, given))


async def _whose(context: Context, official_id: int) -> Official | None:
    """Give who is away, where that is not who asks."""
    if not official_id:
        return None
    return await leave.one_led(context.office, context.actor.id, official_id)


TAPS: Taps = {
    buttons.LeavePeople: tap_people,
    buttons.LeaveOf: tap_of,
    buttons.LeaveWhen: tap_when,
    buttons.LeaveKind: tap_kind,
    buttons.LeaveCancel: tap_cancel,
}
