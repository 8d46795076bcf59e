"""What a handler is given: who asks, when, in which language, and what it may use."""

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Self, TypeVar

from telegram import CallbackQuery, Update
from telegram.error import BadRequest
from telegram.ext import Application, CallbackContext, ExtBot

from bot.clock import Clock
from bot.messenger import Messenger
from bot.rules.conversation import CardKind, Question, QuestionKind
from bot.rules.people import Language, Official
from bot.speech import buttons, catalog
from bot.speech.catalog import Texts
from bot.speech.screen import Screen, clip
from bot.usecases import conversation
from bot.usecases.office import Office

Shown = TypeVar("Shown")

TOAST_ROOM = 200


@dataclass
class Handling:
    """One attempt to handle one update; who made it reads here what became of it."""

    update_id: int
    unanswered: Exception | None = None
    """What kept the answer from going out; another attempt may do better."""
    failed: str = ""
    """Why no other attempt would do better."""


in_hand: ContextVar[Handling] = ContextVar("in_hand")


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
        self._query: CallbackQuery | None = None
        self.asker: Official | None = None
        self.now: datetime = self.bot_data.clock.now()
        self.toast: str | None = None
        """What is shown for a moment over the chat when the tap is answered."""

    @classmethod
    def from_update(
        cls, update: object, application: Application[Any, Any, Any, Any, Any, Any]
    ) -> Self:
        context = super().from_update(update, application)
        context._query = update.callback_query if isinstance(update, Update) else None  # noqa: SLF001 - its own
        return context

    @property
    def office(self) -> Office:
        """For looking, and for what may as well be done twice."""
        return self.bot_data.office

    @cached_property
    def once(self) -> Office:
        """For the one deed of the update: done before, it raises DoneBefore."""
        return replace(self.office, db=self.office.db.on_behalf_of(in_hand.get().update_id))

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

    async def answer(self, text: str | None = None, *, alert: bool = False) -> None:
        """Stop the button's spinning, once; a query that Telegram has forgotten is none."""
        query, self._query = self._query, None
        if query is None:
            return
        try:
            await query.answer(text and clip(text, TOAST_ROOM), show_alert=alert)
        except BadRequest as error:
            if "query" not in error.message.casefold():
                raise

    async def answering(self, showing: Coroutine[Any, Any, Shown]) -> Shown:
        """Answer the tap and show what came of it at the same time: neither waits for the other."""
        answering = asyncio.ensure_future(self.answer(self.toast))
        try:
            return await showing
        except asyncio.CancelledError:
            answering.cancel()
            raise
        finally:
            await answering

    async def change(self, update: Update, screen: Screen) -> None:
        """Change the message whose button was tapped, or send it anew where it is gone."""
        if not await self._changed(update, screen):
            await self.say(screen)

    async def change_card(
        self, update: Update, screen: Screen, kind: CardKind, subject: str
    ) -> None:
        """Change the card that was tapped; where it is gone, the newest one about the same."""
        if not await self._changed(update, screen):
            await self.messenger.refresh(self.chat_id, kind, subject, screen, self.now)

    async def _changed(self, update: Update, screen: Screen) -> bool:
        """Change the message whose button was tapped; False where it is gone."""
        message_id = tapped(update)
        if message_id is None:
            return False
        return await self.answering(self.messenger.edit(self.chat_id, message_id, screen))

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

Deed = Callable[[Update, Context, Any], Coroutine[Any, Any, None]]
"""What a button leads to."""

Taps = dict[type[buttons.Button], Deed]
