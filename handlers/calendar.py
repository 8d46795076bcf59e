"""The office's calendar: what it says of single days, and the secretary's word on them."""

from datetime import date

from telegram import Update

from bot.rules import periods
from bot.rules.conversation import QuestionKind
from bot.rules.workdays import Override, OverrideKind
from bot.speech import buttons
from bot.speech import calendar as words
from bot.speech.buttons import CalendarAct
from bot.usecases import secretary
from handlers.context import Context, Taps


async def calendar(update: Update, context: Context) -> None:
    """List the days, or show the one that goes with the command: /calendar 24/11."""
    if context.args:
        await typed_day(context, " ".join(context.args))
        return
    shown = await secretary.look(context.office, context.actor.id, context.now)
    await context.say(words.days(context.t, shown, 1))


async def tap_page(update: Update, context: Context, button: buttons.CalendarPage) -> None:
    shown = await secretary.look(context.office, context.actor.id, context.now)
    await context.change(update, words.days(context.t, shown, button.page))


async def tap_day(update: Update, context: Context, button: buttons.CalendarDay) -> None:
    if button.act is CalendarAct.REMOVE:
        called_off = await secretary.take_back(
            context.office, context.actor.id, button.day, context.now
        )
        await context.change(update, words.taken_back(context.t, button.day, called_off))
        return
    shown = await secretary.day(context.office, context.actor.id, button.day, context.now)
    await context.change(update, words.day(context.t, shown))


async def tap_add(update: Update, context: Context, button: buttons.CalendarAdd) -> None:
    await secretary.check(context.office, context.actor.id)
    await context.ask(words.ask_day(context.t), QuestionKind.CALENDAR_DAY)


async def typed_day(context: Context, text: str) -> None:
    """Show a day; ask again where it cannot be read."""
    found = periods.parse_day(text, context.office.today(context.now))
    if found is None:
        await secretary.check(context.office, context.actor.id)
        await context.ask(words.not_understood(context.t), QuestionKind.CALENDAR_DAY)
        return
    shown = await secretary.day(context.office, context.actor.id, found, context.now)
    await context.say(words.day(context.t, shown))


async def tap_say(update: Update, context: Context, button: buttons.CalendarSay) -> None:
    await secretary.check(context.office, context.actor.id)
    screen = words.ask_note(context.t, button.day, button.kind)
    subject = f"{button.day.isoformat()}:{button.kind}"
    await context.ask(screen, QuestionKind.CALENDAR_NOTE, subject)


async def typed_note(context: Context, subject: str, text: str) -> None:
    """Write the day down, with the reason and the document's number after a semicolon."""
    iso, _, kind = subject.partition(":")
    day, (note, _, document) = date.fromisoformat(iso), " ".join(text.split()).partition(";")
    if not note.strip():
        screen = words.ask_note(context.t, day, OverrideKind(kind))
        await context.ask(screen, QuestionKind.CALENDAR_NOTE, subject)
        return
    override = Override(OverrideKind(kind), note.strip(), document.strip() or None)
    called_off = await secretary.say(context.office, context.actor.id, day, override, context.now)
    await context.say(words.recorded(context.t, day, override, called_off))


TAPS: Taps = {
    buttons.CalendarPage: tap_page,
    buttons.CalendarDay: tap_day,
    buttons.CalendarAdd: tap_add,
    buttons.CalendarSay: tap_say,
}
