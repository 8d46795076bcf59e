"""What people type: answers to questions, replies to cards, and everything else."""

from telegram import Message, Update

from bot.errors import Refusal
from bot.rules.conversation import Card, CardKind, Question, QuestionKind
from bot.rules.spelling import plain, visible
from bot.speech import general
from bot.usecases import conversation, report
from handlers import calendar, delegation, leave, review
from handlers import report as cards
from handlers.context import Context

ALL_MET = frozenset({"dat het", "dat tat ca", "tat ca dat", "dat ca", "all met"})
SEND = frozenset({"gui", "gui di", "send"})
"""What counts as the buttons, written without diacritics and in small letters."""


async def text(update: Update, context: Context) -> None:
    """Find out what a text answers: a question of the bot, a card, or nothing."""
    message = update.effective_message
    assert message and message.text  # noqa: S101, PT018 - the filter lets only texts through
    said = message.text.replace("\0", "")  # which PostgreSQL keeps in no text
    if not visible(said).strip():  # a note or a reason that nobody can see
        await context.say(general.only_text(context.t))
        return
    words = plain(said).strip(" .!")
    question = await conversation.awaited(context.office, message.chat.id)
    replied = await _replied_card(context, message)
    deed_in_words = words in ALL_MET | SEND and not (question and _is_reason(question))
    if deed_in_words:
        await _in_words(context, replied, send=words in SEND)
        await _receipt(context, message)
    elif question and _answers(question, message):
        await _answer(context, question, message, said)
    elif replied and replied.kind is CardKind.REPORT:
        await cards.typed_note(context, int(replied.subject), said)
        await _receipt(context, message)
    else:
        await context.say(general.not_understood(context.t))


def _answers(question: Question, message: Message) -> bool:
    """A reply to some other message is no answer to the question that is open."""
    replied = message.reply_to_message
    return replied is None or replied.message_id == question.message_id


def _is_reason(question: Question) -> bool:
    """A head who is asked for a reason is not speaking of his own day."""
    return question.kind is QuestionKind.REASON


async def _answer(context: Context, question: Question, message: Message, text: str) -> None:
    """Do it, and only then stop waiting: killed in between, the program takes the words again."""
    try:
        await _take(context, question, message, text)
    except Refusal:
        await _done_asking(context, question)
        raise
    await _done_asking(context, question)


async def _take(context: Context, question: Question, message: Message, text: str) -> None:
    match question.kind:
        case QuestionKind.NOTE:
            await cards.typed_note(context, int(question.subject), text)
            await _receipt(context, message)
        case QuestionKind.REASON:
            await review.typed_reason(context, int(question.subject), text)
        case QuestionKind.DELEGATION:
            await delegation.typed_days(context, text, int(question.subject))
        case QuestionKind.DELEGATION_PAPER:
            await delegation.typed_document(context, text, int(question.subject))
        case QuestionKind.LEAVE:
            await leave.typed_range(context, text, int(question.subject or 0))
        case QuestionKind.CALENDAR_DAY:
            await calendar.typed_day(context, text)
        case QuestionKind.CALENDAR_NOTE:
            await calendar.typed_note(context, question.subject, text)


async def _done_asking(context: Context, question: Question) -> None:
    await conversation.answered(context.office, context.chat_id, question)
    await context.messenger.delete(context.chat_id, question.message_id)


async def _in_words(context: Context, replied: Card | None, *, send: bool) -> None:
    """Take the card that was replied to, or today's."""
    if replied and replied.kind is CardKind.REPORT:
        report_id = int(replied.subject)
        shown = await report.show(context.office, context.actor.id, report_id, context.now)
    else:
        shown = await report.today(context.office, context.actor.id, context.now)
    await cards.typed_words(context, shown, send=send)


async def _replied_card(context: Context, message: Message) -> Card | None:
    if message.reply_to_message is None:
        return None
    return await conversation.card_at(
        context.office, message.chat.id, message.reply_to_message.message_id
    )


async def _receipt(context: Context, message: Message) -> None:
    """Show that the words were taken without a message more: the card above shows them."""
    await context.messenger.react(message.chat.id, message.message_id)
