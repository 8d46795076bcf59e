"""People knock. `register` is the one ordered routing table."""

from telegram import Update
from telegram.ext import (
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from bot.speech import commands
from handlers import (
    calendar,
    delegation,
    digest,
    enrol,
    errors,
    gate,
    habits,
    leave,
    month,
    other,
    ranking,
    report,
    review,
    rota,
    taps,
    typed,
)
from handlers.context import BotApplication, Callback

OPEN_TO_ALL: dict[str, Callback] = {"start": enrol.start, "help": enrol.help_}
SIGNED_IN: dict[str, Callback] = {
    "checkin": report.checkin,
    "me": month.me,
    "leave": leave.ask,
    "approvals": review.approvals,
    "pulse": review.open_pulse,
    "delegate": delegation.delegate,
    "digest": digest.open_digest,
    "ranking": ranking.ranking,
    "reminders": habits.reminders,
    "duty": rota.duty,
    "calendar": calendar.calendar,
    "language": enrol.language,
}


def register(application: BotApplication) -> None:
    aliases = {command.name: command.alias for command in commands.COMMANDS}
    add = application.add_handler
    add(TypeHandler(Update, gate.recognise), group=-1)
    add(CallbackQueryHandler(taps.tap))  # first: the others look for a message that is shown
    add(MessageHandler(filters.COMMAND & ~filters.ChatType.PRIVATE, other.in_group))
    for name, callback in (OPEN_TO_ALL | SIGNED_IN).items():
        names = [name] + ([alias] if (alias := aliases.get(name)) else [])
        deed = callback if name in OPEN_TO_ALL else other.signed_in(callback)
        add(CommandHandler(names, deed, filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE))
    add(ChatMemberHandler(enrol.blocked_or_back, ChatMemberHandler.MY_CHAT_MEMBER))
    private = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
    add(MessageHandler(private & filters.CONTACT, enrol.contact))
    add(MessageHandler(private & filters.COMMAND, other.unknown_command))
    add(MessageHandler(private & filters.TEXT, other.signed_in(typed.text)))
    add(MessageHandler(private & ~filters.StatusUpdate.ALL, other.not_text))  # always last
    application.add_error_handler(errors.refuse_or_report)
