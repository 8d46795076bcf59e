"""Who knocks: found out once, before any handler, and asked of the database every time."""

from telegram import Bot, BotCommandScopeChat, Update
from telegram.error import TelegramError

from bot.rules.people import Official
from bot.speech import commands
from bot.speech.catalog import Texts
from bot.usecases import enrol
from handlers.context import Context


async def recognise(update: Update, context: Context) -> None:
    user = update.effective_user
    if user is None:
        return
    context.asker = asker = await enrol.who(context.office, user.id)
    if asker is None:
        return
    if not asker.reachable and update.my_chat_member is None:
        await enrol.reach(context.office, asker.id, None)  # Telegram does not always say so itself
    await show_menu(context, asker, context.t)


async def show_menu(context: Context, official: Official, t: Texts) -> None:
    """Give the person's chat the menu of role and language, where it has another one."""
    wanted = commands.menu_key(t, official)
    if official.menu == wanted or official.telegram_id is None:
        return
    if await _set_menu(context.bot, official.telegram_id, official, t):
        await enrol.menu_shown(context.office, official.id, wanted)


async def _set_menu(bot: Bot, chat_id: int, official: Official, t: Texts) -> bool:
    try:
        await bot.set_my_commands(commands.menu(t, official), BotCommandScopeChat(chat_id))
    except TelegramError:
        return False  # the menu is a comfort: the next update tries again
    return True
