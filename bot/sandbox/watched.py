"""How a page learns that something looks different."""

import asyncio
from collections.abc import Callable

from bot.sandbox.model import Chat, Message


class Watched:
    """Chats with versions: whoever shows them waits for a greater one, or subscribes."""

    def __init__(self) -> None:
        self.version = 0
        self.chats: dict[int, Chat] = {}
        self._changes: dict[int | None, asyncio.Event] = {}
        self._subscribers: list[Callable[[int], None]] = []

    async def changed(self, since: int, chat_id: int | None = None) -> int:
        """Wait until the version, of one chat or of the world, is above `since` and give it."""
        place = self.chats[chat_id] if chat_id else self
        while place.version <= since:
            await self._changes.setdefault(chat_id, asyncio.Event()).wait()
        return place.version

    def subscribe(self, listener: Callable[[int], None]) -> Callable[[], None]:
        """Call `listener(chat_id)` at every change; the returned function ends that."""
        self._subscribers.append(listener)
        return lambda: self._subscribers.remove(listener)

    def touch(self, chat: Chat, message: Message | None = None) -> None:
        """Note that a chat, and perhaps one message in it, looks different now."""
        self.version += 1
        chat.version = self.version
        if message:
            message.version = self.version
        for place in (None, chat.id):
            if waited := self._changes.pop(place, None):
                waited.set()
        for listener in tuple(self._subscribers):
            listener(chat.id)
