"""Signing up: /start, one's own contact, the agreement; and language and help."""

from telegram import Update

from bot.speech import buttons, commands, general
from bot.speech import enrol as words
from bot.usecases import enrol
from handlers import gate
from handlers.context import Context, Taps


async def start(update: Update, context: Context) -> None:
    """Say who the code belongs to and what is kept; without a code, how to come in."""
    code = context.args[0] if context.args else ""
    if code:
        official = await enrol.knock(context.office, code, context.chat_id, context.now)
        if context.asker is None:
            await context.say(words.notice(context.t, official, code))
            return
    if context.asker:
        await context.say(words.already(context.t, context.asker))
    else:
        await context.say(words.stranger(context.t))


async def contact(update: Update, context: Context) -> None:
    """Find the person by the phone number, which must be the sender's own."""
    shared = update.message.contact if update.message else None
    if context.asker:
        await context.say(words.already(context.t, context.asker))
    elif shared is None or shared.user_id != context.chat_id:
        await context.say(words.not_your_phone(context.t))
    else:
        invitation = await enrol.knock_by_phone(
            context.office, shared.phone_number, context.chat_id, context.now
        )
        await context.say(words.notice(context.t, invitation.official, invitation.code))


async def agree(update: Update, context: Context, button: buttons.Agree) -> None:
    official = await enrol.agree(context.office, button.code, context.chat_id, context.now)
    context.asker = official
    await context.change(update, words.welcome(context.t, official))
    await gate.show_menu(context, official, context.t)


async def language(update: Update, context: Context) -> None:
    await context.say(general.languages(context.t))


async def speak(update: Update, context: Context, button: buttons.Speak) -> None:
    context.asker = await enrol.speak(context.office, context.actor.id, button.language)
    await context.change(update, general.language_set(context.t))
    await gate.show_menu(context, context.asker, context.t)


async def help_(update: Update, context: Context) -> None:
    await context.say(commands.help_screen(context.t, context.asker))


async def blocked_or_back(update: Update, context: Context) -> None:
    """Telegram says that a person blocked the bot, or let it in again."""
    change = update.my_chat_member
    if change and context.asker and change.chat.type == change.chat.PRIVATE:
        gone = change.new_chat_member.status == change.new_chat_member.BANNED
        await enrol.reach(context.office, context.asker.id, context.now if gone else None)


TAPS: Taps = {buttons.Agree: agree, buttons.Speak: speak}
