"""The day's card: open it, answer, note, send, correct."""

from telegram import Update

from bot.rules.conversation import CardKind, QuestionKind
from bot.speech import buttons, card, leave
from bot.speech.buttons import CardAct
from bot.usecases import conversation, report
from bot.usecases.report import DayCard
from handlers.context import Context, Taps

DEEDS = {
    CardAct.MEET_ALL: report.meet_all,
    CardAct.SEND: report.submit,
    CardAct.EDIT: report.reopen,
}
"""What changes the report; the other buttons only look at it."""


async def checkin(update: Update, context: Context) -> None:
    """Send today's card as a new message, so that it stands at the end of the chat."""
    shown = await report.today(context.office, context.actor.id, context.now)
    subject = str(shown.report.id)
    older = await conversation.about(context.office, context.chat_id, CardKind.REPORT, subject)
    screen = card.screen(context.t, shown)
    await context.messenger.show(context.chat_id, CardKind.REPORT, subject, screen, context.now)
    for old in older:
        await context.messenger.edit(
            context.chat_id, old.message_id, card.superseded(context.t, shown)
        )


async def tap(update: Update, context: Context, button: buttons.Card) -> None:
    deed = DEEDS.get(button.act, report.show)
    try:
        shown = await deed(context.office, context.actor.id, button.report_id, context.now)
    except report.OutOfDate:
        await _refresh(update, context, button.report_id)
        raise
    t = context.t
    match button.act:
        case CardAct.NOTE:
            await _ask_note(context, shown)
        case CardAct.AWAY:
            await context.say(leave.kinds(t, shown.report.day, shown.report.day))
        case CardAct.YARDSTICKS:
            await context.change(update, card.yardsticks(t, shown))
        case CardAct.SEND:
            await _redraw(context, shown)
        case _:
            await context.change(update, card.screen(t, shown))


async def give(update: Update, context: Context, button: buttons.Give) -> None:
    """Answer one criterion."""
    try:
        shown = await report.answer(
            context.office,
            context.actor.id,
            button.report_id,
            button.criterion,
            button.answer,
            context.now,
        )
    except report.OutOfDate:
        await _refresh(update, context, button.report_id)
        raise
    await context.change(update, card.screen(context.t, shown))


async def typed_note(update: Update, context: Context, report_id: int, text: str) -> None:
    """Make what was typed the report's note; a dash takes the note away."""
    note = None if text in {"-", "–", "—"} else text
    shown = await report.write_note(context.office, context.actor.id, report_id, note, context.now)
    await _redraw(context, shown)


async def typed_words(context: Context, shown: DayCard, *, send: bool) -> None:
    """Do in words what `Đạt tất cả` and `Gửi` do as buttons."""
    deed = report.submit if send else report.meet_all
    done = await deed(context.office, context.actor.id, shown.report.id, context.now)
    await _redraw(context, done)


async def _redraw(context: Context, shown: DayCard) -> None:
    """Have every message about the report show how it stands; one at least is there."""
    subject = str(shown.report.id)
    screen = card.screen(context.t, shown)
    cards = await conversation.about(context.office, context.chat_id, CardKind.REPORT, subject)
    changed = [
        await context.messenger.edit(context.chat_id, old.message_id, screen) for old in cards
    ]
    if not any(changed):
        await context.messenger.show(context.chat_id, CardKind.REPORT, subject, screen, context.now)


async def _refresh(update: Update, context: Context, report_id: int) -> None:
    """Show how the report stands now, because the card that was tapped is out of date."""
    shown = await report.show(context.office, context.actor.id, report_id, context.now)
    await context.change(update, card.screen(context.t, shown))


async def _ask_note(context: Context, shown: DayCard) -> None:
    await context.ask(card.ask_note(context.t, shown), QuestionKind.NOTE, str(shown.report.id))


TAPS: Taps = {buttons.Card: tap, buttons.Give: give}
