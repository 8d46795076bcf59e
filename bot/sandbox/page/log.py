"""The messages of one chat: days, bubbles, what is new at the end."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from nicegui import ui

from bot.sandbox.model import Message
from bot.sandbox.page.bubble import Bubble, Reactions
from bot.sandbox.page.elements import Text
from bot.sandbox.page.stage import Stage
from bot.sandbox.page.wording import Wording


class Log:
    """Draws what is missing, changes what is newer, takes away what was deleted.

    Whoever reads further up stays there, until writing something oneself.
    """

    def __init__(self, stage: Stage, wording: Wording, chat_id: int, on: Reactions) -> None:
        self._stage, self._wording, self._chat_id, self._on = stage, wording, chat_id, on
        self._bubbles: dict[int, Bubble] = {}
        self._days: dict[date, Text] = {}
        # Reversed, so that the browser keeps the newest in sight unless one has scrolled away.
        with ui.element("div").classes("log").props("tabindex=0 role=log aria-live=polite") as pane:
            self._box = ui.element("div").classes("messages")
        self._pane = pane
        self.refresh()

    def refresh(self) -> list[Message]:
        """Catch up with the world and give the messages that are new."""
        wanted = {
            group[0].id: group for group in _groups(self._stage.world.messages(self._chat_id))
        }
        self._drop(wanted)
        fresh: list[Message] = []
        for key, group in wanted.items():
            bubble = self._bubbles.get(key)
            if bubble is None:
                fresh += group
                self._append(key, group)
            elif max(message.version for message in group) > bubble.version:
                bubble.show(group)
        if any(message.sender_id == self._chat_id for message in fresh):
            self._pane.client.run_javascript(f"getHtmlElement({self._pane.id}).scrollTo(0, 0)")
        return fresh

    def _append(self, key: int, group: Sequence[Message]) -> None:
        day = self._stage.local(group[0].date).date()
        with self._box:
            if day not in self._days:
                self._days[day] = Text(self._wording.day(day), "h3", classes="day")
            self._bubbles[key] = Bubble(self._stage, self._wording, group, self._on)

    def _drop(self, wanted: Iterable[int]) -> None:
        for key in self._bubbles.keys() - set(wanted):
            self._bubbles.pop(key).row.delete()


def _groups(messages: Iterable[Message]) -> Iterable[list[Message]]:
    """Put the pictures of an album together; every other message stands alone."""
    for _, group in groupby(messages, key=lambda message: message.album or message.id):
        yield list(group)
