"""A head lets somebody decide in his place."""

from datetime import timedelta

from telegram import Update

from bot.rules import periods
from bot.rules.conversation import QuestionKind
from bot.speech import buttons
from bot.speech import delegation as words
from bot.speech.buttons import LeaveDays
from bot.usecases import delegation
from handlers.context import Context, Taps


async def delegate(update: Update, context: Context) -> None:
    found = await delegation.standing(context.office, context.actor.id, context.now)
    await context.say(words.overview(context.t, context.actor, found))


async def tap_people(update: Update, context: Context, button: buttons.DelegatePeople) -> None:
    found = await delegation.candidates(context.office, context.actor.id)
    await context.change(update, words.people(context.t, found, button.page))


async def tap_to(update: Update, context: Context, button: buttons.DelegateTo) -> None:
    found = await delegation.candidate(context.office, context.actor.id, button.official_id)
    await context.change(update, words.days(context.t, found))


async def tap_days(update: Update, context: Context, button: buttons.DelegateDays) -> None:
    found = await delegation.candidate(context.office, context.actor.id, button.official_id)
    if button.days is LeaveDays.RANGE:
        question = words.ask_days(context.t, found)
        await context.ask(question, QuestionKind.DELEGATION, str(found.id))
        return
    days = 0 if button.days is LeaveDays.TODAY else 1
    day = context.office.today(context.now) + timedelta(days=days)
    given = await delegation.give(context.office, context.actor.id, found.id, day, day, context.now)
    await context.change(update, words.given(context.t, given))


async def typed_days(context: Context, text: str, official_id: int) -> None:
    """Read one day or two; ask again where they cannot be read."""
    head_id = context.actor.id
    found = periods.parse_range(text, context.office.today(context.now))
    if found is None:
        delegate = await delegation.candidate(context.office, head_id, official_id)
        question = words.ask_days(context.t, delegate)
        await context.ask(question, QuestionKind.DELEGATION, str(official_id))
        return
    given = await delegation.give(context.office, head_id, official_id, *found, context.now)
    await context.say(words.given(context.t, given))


async def tap_document(update: Update, context: Context, button: buttons.DelegateDocument) -> None:
    found = await delegation.own(
        context.office, context.actor.id, button.delegation_id, context.now
    )
    question = words.ask_document(context.t, found)
    await context.ask(question, QuestionKind.DELEGATION_PAPER, str(button.delegation_id))


async def typed_document(context: Context, text: str, delegation_id: int) -> None:
    given = await delegation.name_document(
        context.office, context.actor.id, delegation_id, text, context.now
    )
    await context.say(words.given(context.t, given))


async def tap_cancel(update: Update, context: Context, button: buttons.DelegateCancel) -> None:
    ended = await delegation.cancel(
        context.office, context.actor.id, button.delegation_id, context.now
    )
    await context.change(update, words.taken_back(context.t, ended))


TAPS: Taps = {
    buttons.DelegatePeople: tap_people,
    buttons.DelegateTo: tap_to,
    buttons.DelegateDays: tap_days,
    buttons.DelegateDocument: tap_document,
    buttons.DelegateCancel: tap_cancel,
}
