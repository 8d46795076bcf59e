"""The head's inbox: approve at once, go through one by one, return with a reason."""

from contextlib import suppress

from telegram import Update

from bot.errors import DoneBefore
from bot.rules.conversation import Card, CardKind, QuestionKind
from bot.rules.reports import Decision
from bot.speech import buttons, inbox
from bot.speech import pulse as beats
from bot.speech.buttons import InboxAct, ReviewAct
from bot.speech.screen import Screen
from bot.usecases import conversation, inboxes, pulse, review
from handlers.context import Context, Taps, tapped


async def approvals(update: Update, context: Context) -> None:
    """Send the inbox as a new message, so that it stands at the end of the chat."""
    await _send_inbox(context)


async def _send_inbox(context: Context) -> None:
    shown = await inboxes.look(context.office, context.actor.id, context.now)
    await context.messenger.show(
        context.chat_id,
        CardKind.INBOX,
        shown.today.isoformat(),
        inbox.screen(context.t, shown),
        context.now,
    )


async def tap_inbox(update: Update, context: Context, button: buttons.Inbox) -> None:
    if button.act is InboxAct.APPROVE_CLEAN:
        with suppress(DoneBefore):
            count = await review.approve_clean(context.once, context.actor.id, context.now)
            context.toast = inbox.approved(context.t, count)
    if button.act is InboxAct.REVIEW:
        await _look(update, context, None)
    else:
        await _show_inbox(update, context)


async def open_pulse(update: Update, context: Context) -> None:
    shown = await pulse.show(context.office, context.actor.id, context.now)
    await context.say(beats.screen(context.t, shown, 1))


async def tap_pulse(update: Update, context: Context, button: buttons.Pulse) -> None:
    shown = await pulse.show(context.office, context.actor.id, context.now)
    await _change(update, context, beats.screen(context.t, shown, button.page))


async def tap_review(update: Update, context: Context, button: buttons.Review) -> None:
    match button.act:
        case ReviewAct.APPROVE:
            await _decide(update, context, button.report_id, Decision.APPROVE)
        case ReviewAct.SHOW:
            await _look(update, context, button.report_id)
        case ReviewAct.ASK_REASON | ReviewAct.TYPE_REASON:
            await _ask_reason(update, context, button)


async def give_back(update: Update, context: Context, button: buttons.Return) -> None:
    """Return with one of the ready reasons."""
    reason = inbox.ready_reason(button.reason)
    await _decide(update, context, button.report_id, Decision.RETURN, reason)


async def typed_reason(context: Context, report_id: int, text: str) -> None:
    try:
        outcome = await review.decide(
            context.once, context.actor.id, report_id, Decision.RETURN, context.now, text
        )
    except DoneBefore:
        await _send_inbox(context)
    else:
        await context.say(inbox.decided(context.t, outcome))


async def _decide(
    update: Update,
    context: Context,
    report_id: int,
    decision: Decision,
    reason: str | None = None,
) -> None:
    """Decide, say so, and go on to the next report, or back to the inbox after the last one."""
    next_id = None
    try:
        outcome = await review.decide(
            context.once, context.actor.id, report_id, decision, context.now, reason
        )
        next_id, context.toast = outcome.next_id, inbox.decided_toast(context.t, outcome)
    except review.Overtaken as refusal:
        await context.answer(context.t.refusal(refusal), alert=True)
    except DoneBefore:
        pass  # by a program that was killed then: the inbox shows what is left
    if next_id is None:
        await _show_inbox(update, context)
    else:
        await _look(update, context, next_id)


async def _look(update: Update, context: Context, report_id: int | None) -> None:
    try:
        shown = await review.look(context.office, context.actor.id, report_id, context.now)
    except review.Overtaken as refusal:
        await context.answer(context.t.refusal(refusal), alert=True)
        await _show_inbox(update, context)
    else:
        await _change(update, context, inbox.review(context.t, shown))


async def _ask_reason(update: Update, context: Context, button: buttons.Review) -> None:
    shown = await review.look(context.office, context.actor.id, button.report_id, context.now)
    if button.act is ReviewAct.ASK_REASON:
        await _change(update, context, inbox.reasons(context.t, shown))
        return
    screen = inbox.ask_reason(context.t, shown)
    await context.ask(screen, QuestionKind.REASON, str(button.report_id))


async def _show_inbox(update: Update, context: Context) -> None:
    shown = await inboxes.look(context.office, context.actor.id, context.now)
    await _change(update, context, inbox.screen(context.t, shown), reading=False)


async def _change(
    update: Update, context: Context, screen: Screen, *, reading: bool = True
) -> None:
    """Show the inbox, or a report in it, in the message that was tapped.

    What is remembered of the message tells whether it may be changed while nobody taps.
    """
    day = context.office.today(context.now).isoformat()
    await context.change_card(update, screen, CardKind.INBOX, day)
    message_id = tapped(update)
    if message_id is not None:
        subject = f"{day}/report" if reading else day
        card = Card(context.chat_id, message_id, CardKind.INBOX, subject)
        await conversation.remember(context.office, card, context.now)


TAPS: Taps = {
    buttons.Inbox: tap_inbox,
    buttons.Pulse: tap_pulse,
    buttons.Review: tap_review,
    buttons.Return: give_back,
}
