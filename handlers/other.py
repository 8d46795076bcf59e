"""What fits nowhere else: groups, strangers, unknown commands, things that are no text."""

from telegram import Update

from bot.speech import enrol, general
from handlers.context import Callback, Context


def signed_in(callback: Callback) -> Callback:
    """Let only people through who have signed up; tell the others how."""

    async def guarded(update: Update, context: Context) -> None:
        if context.asker is None:
            await context.say(enrol.stranger(context.t))
        else:
            await callback(update, context)

    return guarded


async def in_group(update: Update, context: Context) -> None:
    """Say nothing about anybody: a group is no place for personal data."""
    command = ((update.effective_message and update.effective_message.text) or "").split()[0]
    _, _, bot_name = command.partition("@")
    if bot_name.casefold() in {"", context.bot.username.casefold()}:
        await context.say(general.private_only(context.t))


async def unknown_command(update: Update, context: Context) -> None:
    await context.say(general.unknown_command(context.t))


async def not_text(update: Update, context: Context) -> None:
    await context.say(general.only_text(context.t))
