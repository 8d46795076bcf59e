"""What a handler is given: who asks, when, in which language, and what it may use."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackContext, ExtBot

from bot.clock import Clock
from bot.messenger import Messenger
from bot.rules.conversation import Question, QuestionKind
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
        self.asker: Official | None = None
        self.now: datetime = self.bot_data.clock.now()

    @property
    def office(self) -> Office:
        return self.bot_data.office

    @property
    def messenger(self) -> Messenger:
        return self.bot_data.messenger

    @property
    def actor(self) -> Official:
        """The person who asks; handlers behind the gate always have one."""
        assert self.asker is not None  # noqa: S101 - the gate turned everybody else away
        return self.asker

    @property
    def t(self) -> Texts:
        language = self.asker.language if self.asker else Language.VI
        return catalog.of(language, self.office.zone)

    async def say(self, update: Update, screen: Screen) -> int:
        """Send a new message into the chat where the update came from."""
        assert update.effective_chat  # noqa: S101 - only chats reach a handler
        return await self.messenger.send(update.effective_chat.id, screen)

    async def change(self, update: Update, screen: Screen) -> None:
        """Change the message whose button was tapped, or send it anew where it is gone."""
        query = update.callback_query
        assert query  # noqa: S101 - only taps come here
        chat_id = query.from_user.id
        message = query.message
        if not message or not await self.messenger.edit(chat_id, message.message_id, screen):
            await self.messenger.send(chat_id, screen)

    async def ask(
        self, update: Update, screen: Screen, kind: QuestionKind, subject: str = ""
    ) -> None:
        """Ask for a typed answer; whatever is typed next in this chat is taken as one."""
        assert update.effective_chat  # noqa: S101 - only chats reach a handler
        chat_id = update.effective_chat.id
        message_id = await self.messenger.send(chat_id, screen)
        question = Question(kind, subject, message_id)
        await conversation.ask(self.office, chat_id, question, self.now)


BotApplication = Application[Any, Context, Any, Any, Services, Any]

Callback = Callable[[Update, Context], Coroutine[Any, Any, None]]
"""What a command or a message leads to."""

Deed = Callable[[Update, Context, Any], Coroutine[Any, Any, str | None]]
"""What a button leads to; the words it gives are shown for a moment over the chat."""

Taps = dict[type[buttons.Button], Deed]
