"""Command menus: one list per scope and language, and which of them one person sees."""

import re
from collections.abc import Iterator

from bot.sandbox.model import JSON, Chat, Command, Profile
from bot.sandbox.refusal import bad_request

COMMANDS = 100
DESCRIPTION = 256
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_PLAIN_SCOPES = (
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
)
_CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")

Scope = tuple[str, int, int]
"""Its type, the chat (0 = any) and the member (0 = any)."""


class Menus:
    """All command lists of one bot."""

    def __init__(self) -> None:
        self._lists: dict[tuple[Scope, str], tuple[Command, ...]] = {}

    def put(self, scope: Scope, language: str, commands: tuple[Command, ...]) -> None:
        check_commands(commands)
        if commands:
            self._lists[scope, language] = commands
        else:
            self.drop(scope, language)

    def drop(self, scope: Scope, language: str) -> None:
        self._lists.pop((scope, language), None)

    def get(self, scope: Scope, language: str) -> tuple[Command, ...]:
        return self._lists.get((scope, language), ())

    def seen_by(self, person: Profile, chat: Chat) -> tuple[Command, ...]:
        """Give the narrowest list there is; in each scope the person's language before none."""
        for scope in _narrowest_first(person, chat):
            for language in (person.language_code, ""):
                if commands := self.get(scope, language):
                    return commands
        return ()


def _narrowest_first(person: Profile, chat: Chat) -> Iterator[Scope]:
    if chat.kind == "private":
        yield ("chat", chat.id, 0)
        yield ("all_private_chats", 0, 0)
    else:
        yield ("chat_member", chat.id, person.id)
        if person.id in chat.admins:
            yield ("chat_administrators", chat.id, 0)
        yield ("chat", chat.id, 0)
        if person.id in chat.admins:
            yield ("all_chat_administrators", 0, 0)
        yield ("all_group_chats", 0, 0)
    yield ("default", 0, 0)


def parse_scope(scope: JSON | None) -> Scope:
    kind = (scope or {}).get("type", "default")
    if kind in _PLAIN_SCOPES:
        return (kind, 0, 0)
    if kind not in _CHAT_SCOPES or scope is None:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    if "chat_id" not in scope:
        raise bad_request("can't parse BotCommandScope: Can't find field \"chat_id\"")
    return (kind, int(scope["chat_id"]), int(scope.get("user_id", 0)))


def check_commands(commands: tuple[Command, ...]) -> None:
    if len(commands) > COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(command.command):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command.description) <= DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


def check_language(language: str) -> str:
    """Pass a two-letter code or none."""
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad_request("LANG_CODE_INVALID")
    return language
