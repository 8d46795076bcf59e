"""What a handler is given: who asks, when, in which language, and what it may use."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackContext, ExtBot

from bot.clock import Clock
from bot.messenger import Messenger
from bot.rules.conversation import CardKind, Question, QuestionKind
from bot.rules.people import Language, Official
from bot.speech import buttons, catalog
from bot.speech.catalog import Texts
from bot.speech.screen import Screen
from bot.usecases import conversation
from bot.usecases.office import Office


@dataclass(frozen=True)
class Services:
    office: Office
    messenger: Messenger
    clock: Clock


class Context(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], Services]):
    """One update's context; PTB hands the same one to the gate and to the handler behind it."""

    def __init__(
        self,
        application: "BotApplication",
        chat_id: int | None = None,
        user_id: int | None = None,
    ) -> None:
        super().__init__(application, chat_id, user_id)
        self._where = chat_id
        self.asker: Official | None = None
        self.now: datetime = self.bot_data.clock.now()

    @property
    def office(self) -> Office:
        return self.bot_data.office

    @property
    def messenger(self) -> Messenger:
        return self.bot_data.messenger

    @property
    def chat_id(self) -> int:
        """Tell in which chat somebody knocked; in a private one it is the person's own number."""
        if self._where is None:
            raise LookupError("an update from no chat")
        return self._where

    @property
    def actor(self) -> Official:
        """The person who asks; handlers behind the gate always have one."""
        assert self.asker is not None  # noqa: S101 - the gate turned everybody else away
        return self.asker

    @property
    def t(self) -> Texts:
        language = self.asker.language if self.asker else Language.VI
        return catalog.of(language, self.office.zone)

    async def say(self, screen: Screen) -> int:
        return await self.messenger.send(self.chat_id, screen)

    async def change(self, update: Update, screen: Screen) -> None:
        """Change the message whose button was tapped, or send it anew where it is gone."""
        message_id = tapped(update)
        if message_id is None or not await self.messenger.edit(self.chat_id, message_id, screen):
            await self.say(screen)

    async def change_card(
        self, update: Update, screen: Screen, kind: CardKind, subject: str
    ) -> None:
        """Change the card that was tapped; where it is gone, the newest one about the same."""
        message_id = tapped(update)
        if message_id is None or not await self.messenger.edit(self.chat_id, message_id, screen):
            await self.messenger.refresh(self.chat_id, kind, subject, screen, self.now)

    async def ask(self, screen: Screen, kind: QuestionKind, subject: str = "") -> None:
        """Ask for a typed answer; whatever is typed next in this chat is taken as one."""
        question = Question(kind, subject, await self.say(screen))
        await conversation.ask(self.office, self.chat_id, question, self.now)


def tapped(update: Update) -> int | None:
    """Tell which message's button was tapped."""
    query = update.callback_query
    return query.message.message_id if query and query.message else None


BotApplication = Application[Any, Context, Any, Any, Services, Any]

Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]
"""What a command or a message leads to."""

Deed = Callable[[Update, Context, Any], Coroutine[Any, Any, str | None]]
"""What a button leads to; the words it gives are shown for a moment over the chat."""

Taps = dict[type[buttons.Button], Deed]
