"""The day's card: open it, answer, note, send, correct."""

from collections.abc import Awaitable, Sequence

from telegram import Update

from bot.errors import DoneBefore
from bot.rules import reports
from bot.rules.conversation import Card, CardKind, QuestionKind
from bot.speech import buttons, card, leave
from bot.speech.buttons import CardAct
from bot.speech.screen import Screen
from bot.usecases import conversation, report
from bot.usecases.daycard import DayCard
from handlers.context import Context, Taps, tapped

DEEDS = {
    CardAct.MEET_ALL: report.meet_all,
    CardAct.SEND: report.submit,
    CardAct.EDIT: report.reopen,
    CardAct.NOTE: report.may_change,
}
"""What changes the report or leads to it; the other buttons only look at it."""


async def checkin(update: Update, context: Context) -> None:
    """Send today's card as a new message, so that it stands at the end of the chat."""
    await _present(context, await report.today(context.office, context.actor.id, context.now))


async def tap_unsent(update: Update, context: Context, button: buttons.Unsent) -> None:
    """Send the last working day's card, too."""
    shown = await report.unsent_day(context.office, context.actor.id, button.day, context.now)
    await context.answering(_present(context, shown))


async def _present(context: Context, shown: DayCard) -> None:
    older = await _cards(context, shown)
    await _show(context, shown)
    await _supersede(context, shown, older)


async def tap(update: Update, context: Context, button: buttons.Card) -> None:
    deed = DEEDS.get(button.act, report.show)
    done = deed(context.once, context.actor.id, button.report_id, context.now)
    try:
        shown = await _once(context, done, button.report_id)
    except reports.OutOfDate as refusal:
        await _refuse(update, context, button.report_id, refusal)
        return
    t = context.t
    match button.act:
        case CardAct.NOTE:
            await _ask_note(context, shown)
        case CardAct.AWAY:
            await context.say(leave.kinds(t, shown.report.day, shown.report.day))
        case CardAct.YARDSTICKS:
            await _change(update, context, shown, card.yardsticks(t, shown))
        case CardAct.SEND | CardAct.EDIT:
            await context.answering(_redraw(context, shown))
        case CardAct.OPEN:
            await _change(update, context, shown, card.screen(t, shown))
            above = [
                old
                for old in await _cards(context, shown)
                if old.message_id < (tapped(update) or 0)
            ]
            await _supersede(context, shown, above)
        case _:
            await _change(update, context, shown, card.screen(t, shown))


async def give(update: Update, context: Context, button: buttons.Give) -> None:
    """Answer one criterion."""
    answered = report.answer(
        context.once,
        context.actor.id,
        button.report_id,
        button.criterion,
        button.answer,
        context.now,
    )
    try:
        shown = await _once(context, answered, button.report_id)
    except reports.OutOfDate as refusal:
        await _refuse(update, context, button.report_id, refusal)
        return
    await _change(update, context, shown, card.screen(context.t, shown))


async def typed_note(context: Context, report_id: int, text: str) -> None:
    """Make what was typed the report's note; a dash takes the note away."""
    note = None if text in {"-", "–", "—"} else text
    written = report.write_note(context.once, context.actor.id, report_id, note, context.now)
    await _redraw(context, await _once(context, written, report_id))


async def typed_words(context: Context, shown: DayCard, *, send: bool) -> None:
    """Do in words what `Đạt tất cả` and `Gửi` do as buttons."""
    deed = report.submit if send else report.meet_all
    done = deed(context.once, context.actor.id, shown.report.id, context.now)
    await _redraw(context, await _once(context, done, shown.report.id))


async def _once(context: Context, deed: Awaitable[DayCard], report_id: int) -> DayCard:
    """Do a deed; done before, by a program that was killed then, it is shown all the same."""
    try:
        return await deed
    except DoneBefore:
        return await report.show(context.office, context.actor.id, report_id, context.now)


async def _redraw(context: Context, shown: DayCard) -> None:
    """Have every message about the report show how it stands; one at least is there.

    Only the newest can be answered on: two would soon show different answers.
    """
    screen = card.screen(context.t, shown)
    older = list(await _cards(context, shown))
    there = False
    while older and not there:
        there = await context.messenger.edit(context.chat_id, older.pop(0).message_id, screen)
    if not there:
        await _show(context, shown)
    await _supersede(context, shown, older)


async def _show(context: Context, shown: DayCard) -> None:
    await context.messenger.show(
        context.chat_id,
        CardKind.REPORT,
        str(shown.report.id),
        card.screen(context.t, shown),
        context.now,
    )


async def _change(update: Update, context: Context, shown: DayCard, screen: Screen) -> None:
    await context.change_card(update, screen, CardKind.REPORT, str(shown.report.id))


async def _supersede(context: Context, shown: DayCard, older: Sequence[Card]) -> None:
    """Take the buttons off older cards of an open report; one that was sent is shown as such."""
    screen = (card.superseded if shown.in_hand else card.screen)(context.t, shown)
    for old in older:
        await context.messenger.edit(old.chat_id, old.message_id, screen)


async def _cards(context: Context, shown: DayCard) -> Sequence[Card]:
    """Give the messages about the report, the newest first."""
    subject = str(shown.report.id)
    return await conversation.about(context.office, context.chat_id, CardKind.REPORT, subject)


async def _refuse(
    update: Update, context: Context, report_id: int, refusal: reports.OutOfDate
) -> None:
    """Say why, and show how the report stands: the card that was tapped is out of date."""
    await context.answer(context.t.refusal(refusal), alert=True)
    shown = await report.show(context.office, context.actor.id, report_id, context.now)
    await _change(update, context, shown, card.screen(context.t, shown))


async def _ask_note(context: Context, shown: DayCard) -> None:
    await context.ask(card.ask_note(context.t, shown), QuestionKind.NOTE, str(shown.report.id))


TAPS: Taps = {buttons.Card: tap, buttons.Give: give, buttons.Unsent: tap_unsent}
