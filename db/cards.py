"""Which message shows what, and which typed answer is awaited."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules.conversation import Card, CardKind, Question
from db import sets, upsert
from db.tables import CardRow, QuestionRow

Topic = tuple[int, CardKind, str]
"""Chat, kind and subject: what messages are about."""


async def remember(session: AsyncSession, cards: Collection[Card], now: datetime) -> None:
    if not cards:
        return
    new = upsert.insert(session, CardRow)
    about = {name: new.excluded[name] for name in ("kind", "subject", "sent_at")}
    await session.execute(
        new.on_conflict_do_update(index_elements=["chat_id", "message_id"], set_=about),
        [asdict(card) | {"sent_at": now} for card in cards],
    )


async def at(session: AsyncSession, chat_id: int, message_id: int) -> Card | None:
    row = await session.get(CardRow, (chat_id, message_id))
    return Card(row.chat_id, row.message_id, row.kind, row.subject) if row else None


async def about(session: AsyncSession, topics: Sequence[Topic]) -> Sequence[Sequence[Card]]:
    """Give for each topic the messages about it, the newest first."""
    chats, kinds, subjects = zip(*topics, strict=True)
    rows = await session.execute(
        select(CardRow.chat_id, CardRow.message_id, CardRow.kind, CardRow.subject)
        .where(
            sets.within(CardRow.chat_id, chats),
            CardRow.kind.in_(kinds),
            CardRow.subject.in_(subjects),
        )
        .order_by(CardRow.message_id.desc())
    )
    found: dict[Topic, list[Card]] = {}
    for card in (Card(*row) for row in rows):
        found.setdefault((card.chat_id, card.kind, card.subject), []).append(card)
    return [found.get(topic, []) for topic in topics]


async def ask(session: AsyncSession, chat_id: int, question: Question, now: datetime) -> None:
    """Await a typed answer; a newer question takes the place of an older one."""
    await session.merge(
        QuestionRow(
            chat_id=chat_id,
            kind=question.kind,
            subject=question.subject,
            message_id=question.message_id,
            asked_at=now,
        )
    )


async def awaited(session: AsyncSession, chat_id: int) -> Question | None:
    row = await session.get(QuestionRow, chat_id)
    return Question(row.kind, row.subject, row.message_id) if row else None


async def answered(session: AsyncSession, chat_id: int, question: Question) -> None:
    await session.execute(
        delete(QuestionRow).where(
            QuestionRow.chat_id == chat_id, QuestionRow.message_id == question.message_id
        )
    )
