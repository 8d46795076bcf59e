"""Signing up: /start, one's own contact, the agreement; and language and help."""

from telegram import Update

from bot.speech import buttons, commands, general
from bot.speech import enrol as words
from bot.usecases import enrol
from handlers import gate
from handlers.context import Context, Taps


async def start(update: Update, context: Context) -> None:
    """Say who the code belongs to and what is kept; without a code, how to come in."""
    assert update.effective_user  # noqa: S101 - a command has a sender
    code = context.args[0] if context.args else ""
    if code:
        official = await enrol.knock(context.office, code, update.effective_user.id, context.now)
        if context.asker is None:
            await context.say(update, words.notice(context.t, official, code))
            return
    if context.asker:
        await context.say(update, words.already(context.t, context.asker))
    else:
        await context.say(update, words.stranger(context.t))


async def contact(update: Update, context: Context) -> None:
    """Find the person by the phone number, which must be the sender's own."""
    assert update.effective_user and update.message  # noqa: S101, PT018 - the filter lets only contacts through
    shared = update.message.contact
    user_id = update.effective_user.id
    if context.asker:
        await context.say(update, words.already(context.t, context.asker))
    elif shared is None or shared.user_id != user_id:
        await context.say(update, words.not_your_phone(context.t))
    else:
        invitation = await enrol.knock_by_phone(
            context.office, shared.phone_number, user_id, context.now
        )
        if invitation:
            screen = words.notice(context.t, invitation.official, invitation.code)
        else:
            screen = words.unknown_phone(context.t)
        await context.say(update, screen)


async def agree(update: Update, context: Context, button: buttons.Agree) -> None:
    assert update.effective_user and update.callback_query  # noqa: S101, PT018 - a tap has both
    user_id = update.effective_user.id
    official = await enrol.agree(context.office, button.code, user_id, context.now)
    context.asker = official
    message = update.callback_query.message
    screen = words.welcome(context.t, official)
    if message is None or not await context.messenger.edit(user_id, message.message_id, screen):
        await context.say(update, screen)
    await gate.show_menu(context, official, context.t)


async def language(update: Update, context: Context) -> None:
    await context.say(update, general.languages(context.t))


async def speak(update: Update, context: Context, button: buttons.Speak) -> None:
    context.asker = await enrol.speak(context.office, context.actor.id, button.language)
    message = update.callback_query and update.callback_query.message
    if message:
        await context.messenger.edit(
            message.chat.id, message.message_id, general.language_set(context.t)
        )
    await gate.show_menu(context, context.asker, context.t)


async def help_(update: Update, context: Context) -> None:
    await context.say(update, commands.help_screen(context.t, context.asker))


async def blocked_or_back(update: Update, context: Context) -> None:
    """Telegram says that a person blocked the bot, or let it in again."""
    change = update.my_chat_member
    if change and context.asker and change.chat.type == change.chat.PRIVATE:
        gone = change.new_chat_member.status == change.new_chat_member.BANNED
        await enrol.reach(context.office, context.asker.id, context.now if gone else None)


TAPS: Taps = {buttons.Agree: agree, buttons.Speak: speak}
