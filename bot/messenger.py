"""The only caller of Telegram's send and edit methods: screens go out, message ids come back."""

import logging
from collections.abc import Awaitable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from markupsafe import Markup
from telegram import InputMediaPhoto, ReplyParameters
from telegram.constants import ParseMode, ReactionEmoji
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.ext import ExtBot

from bot.charts.studio import Drawing, Studio
from bot.limits import Leaving
from bot.rules.conversation import Card, CardKind
from bot.speech.screen import Screen
from bot.usecases import conversation
from bot.usecases.office import Office

SAME = "message is not modified"
GONE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message",  # a picture, which words cannot take the place of
    "there is no caption in the message",  # words
)
NO_PREVIEW = {"link_preview_options": {"is_disabled": True}}
"""A link in a note is the author's word, not an advertisement."""

log = logging.getLogger(__name__)


class Messenger:
    def __init__(
        self,
        bot: ExtBot[Leaving],
        office: Office,
        studio: Studio,
        *,
        leaving: Leaving | None = None,
    ) -> None:
        self._bot = bot
        self._office = office
        self._studio = studio
        self._leaving = leaving

    def broadcasting(self, leaving: Leaving) -> "Messenger":
        """Give one whose messages take their turns, and that notes when a letter leaves."""
        return Messenger(self._bot, self._office, self._studio, leaving=leaving)

    async def send(
        self, chat_id: int, screen: Screen, *, silent: bool = False, reply_to: int | None = None
    ) -> int:
        message = await self._bot.send_message(
            chat_id,
            screen.text,
            parse_mode=ParseMode.HTML,
            reply_markup=_keys(screen),
            disable_notification=silent,
            reply_parameters=_replying(reply_to),
            rate_limit_args=self._leaving,
            api_kwargs=dict(NO_PREVIEW),  # which the library adds to
        )
        return message.message_id

    async def edit(self, chat_id: int, message_id: int, screen: Screen) -> bool:
        """Change a message in place; False if it is not there any more."""
        return await _changed(
            self._bot.edit_message_text(
                screen.text,
                chat_id,
                message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=_keys(screen),
                rate_limit_args=self._leaving,
                api_kwargs=dict(NO_PREVIEW),  # which the library adds to
            )
        )

    async def photo(self, chat_id: int, drawing: Drawing, screen: Screen) -> int:
        message = await self._bot.send_photo(
            chat_id,
            await self._studio.draw(drawing),
            caption=screen.text,
            parse_mode=ParseMode.HTML,
            reply_markup=_keys(screen),
            rate_limit_args=self._leaving,
        )
        return message.message_id

    async def album(
        self, chat_id: int, drawings: Sequence[Drawing], caption: Markup
    ) -> Sequence[int]:
        """Send pictures as one message with the words under the first; give each one's id.

        Where a server knows no albums they go one by one, and then what has arrived stays alone
        rather than come again.
        """
        if len(drawings) == 1:
            return [await self.photo(chat_id, drawings[0], Screen(caption))]
        words = [caption, *[None] * (len(drawings) - 1)]
        media = [
            InputMediaPhoto(
                await self._studio.draw(drawing), caption=text, parse_mode=ParseMode.HTML
            )
            for drawing, text in zip(drawings, words, strict=True)
        ]
        try:
            sent = await self._bot.send_media_group(chat_id, media, rate_limit_args=self._leaving)
        except (BadRequest, InvalidToken) as error:
            if not _unknown(error):
                raise
        else:
            return [message.message_id for message in sent]
        found = [await self.photo(chat_id, drawings[0], Screen(caption))]
        try:
            for drawing in drawings[1:]:
                found.append(await self.photo(chat_id, drawing, Screen(Markup())))  # noqa: PERF401 - keeps those before a failure
        except TelegramError as error:
            log.info("an album of %d ended after %d: %s", len(drawings), len(found), error)
        return found

    async def change_photo(
        self, chat_id: int, message_id: int, drawing: Drawing, screen: Screen
    ) -> bool:
        """Change a picture and its caption in place; False if it is not there any more."""
        picture = await self._studio.draw(drawing)
        media = InputMediaPhoto(picture, caption=screen.text, parse_mode=ParseMode.HTML)
        return await _changed(
            self._bot.edit_message_media(
                media,
                chat_id,
                message_id,
                reply_markup=_keys(screen),
                rate_limit_args=self._leaving,
            )
        )

    async def change_caption(self, chat_id: int, message_id: int, screen: Screen) -> bool:
        return await _changed(
            self._bot.edit_message_caption(
                chat_id,
                message_id,
                caption=screen.text,
                parse_mode=ParseMode.HTML,
                reply_markup=_keys(screen),
                rate_limit_args=self._leaving,
            )
        )

    async def document(self, chat_id: int, name: str, content: bytes, caption: Screen) -> int:
        message = await self._bot.send_document(
            chat_id,
            BytesIO(content),
            filename=name,
            caption=caption.text,
            parse_mode=ParseMode.HTML,
            rate_limit_args=self._leaving,
        )
        return message.message_id

    async def delete(self, chat_id: int, message_id: int) -> None:
        try:
            await self._bot.delete_message(chat_id, message_id)
        except TelegramError:
            return  # gone already, or too old to be deleted: it only looks less tidy

    async def react(self, chat_id: int, message_id: int) -> None:
        """Put a quiet mark on a person's message."""
        try:
            await self._bot.set_message_reaction(chat_id, message_id, ReactionEmoji.THUMBS_UP)
        except TelegramError:
            return  # a comfort only: what the message said is stored and shown

    async def show(
        self,
        chat_id: int,
        kind: CardKind,
        subject: str,
        screen: Screen,
        now: datetime,
    ) -> int:
        """Send a card and remember what it is about."""
        message_id = await self.send(chat_id, screen)
        await conversation.remember(self._office, Card(chat_id, message_id, kind, subject), now)
        return message_id

    async def refresh(
        self, chat_id: int, kind: CardKind, subject: str, screen: Screen, now: datetime
    ) -> int:
        """Edit the newest card about this in place, or send one where none is left."""
        card = await conversation.newest(self._office, chat_id, kind, subject)
        if card and await self.edit(chat_id, card.message_id, screen):
            return card.message_id
        return await self.show(chat_id, kind, subject, screen, now)


def _keys(screen: Screen) -> Any:  # noqa: ANN401 - the library's types know only its own objects
    """Give the keys as Telegram reads them."""
    return screen.keyboard


async def _changed(change: Awaitable[object]) -> bool:
    """Tell whether the message shows what it should; False where it is not there any more."""
    try:
        await change
    except BadRequest as error:
        text = error.message.casefold()
        if any(gone in text for gone in GONE):
            return False
        if SAME not in text:
            raise
    return True


def _unknown(error: TelegramError) -> bool:
    """Tell whether the server does not know the method: the library takes a 404 for a bad token."""
    return isinstance(error, InvalidToken) or "method not found" in error.message.casefold()


def _replying(message_id: int | None) -> ReplyParameters | None:
    if message_id is None:
        return None
    return ReplyParameters(message_id, allow_sending_without_reply=True)
