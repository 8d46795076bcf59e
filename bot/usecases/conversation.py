"""Which message shows what, and which typed answer is awaited from whom."""

from collections.abc import Sequence
from datetime import datetime

from bot.rules.conversation import Card, CardKind, Question
from bot.usecases.office import Office
from db import cards


async def remember(office: Office, card: Card, now: datetime) -> None:
    async with office.db.begin() as session:
        await cards.remember(session, [card], now)


async def newest(office: Office, chat_id: int, kind: CardKind, subject: str) -> Card | None:
    found = await about(office, chat_id, kind, subject)
    return found[0] if found else None


async def about(office: Office, chat_id: int, kind: CardKind, subject: str) -> Sequence[Card]:
    """Give the messages about one thing, the newest first."""
    return await office.db.read_together(cards.about, (chat_id, kind, subject))


async def card_at(office: Office, chat_id: int, message_id: int) -> Card | None:
    async with office.db.read() as session:
        return await cards.at(session, chat_id, message_id)


async def ask(office: Office, chat_id: int, question: Question, now: datetime) -> None:
    async with office.db.begin() as session:
        await cards.ask(session, chat_id, question, now)


async def awaited(office: Office, chat_id: int) -> Question | None:
    async with office.db.read() as session:
        return await cards.awaited(session, chat_id)


async def answered(office: Office, chat_id: int, question: Question) -> None:
    """Wait for this answer no more; a newer question stays open."""
    async with office.db.begin() as session:
        await cards.answered(session, chat_id, question)
