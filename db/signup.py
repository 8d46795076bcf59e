"""One-time sign-up codes, kept as hashes, the tries that fitted nobody, and consents."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from db import summaries, summing
from db.tables import ConsentRow, OfficialRow, SignupCodeRow, SignupMissRow

_TRIES = 1
"""Our lock's first half: with one number alone it would be the lock of the account's chat."""


def hashed(code: str) -> str:
    """Hash a code; it carries 128 random bits, so that a plain fast hash is enough."""
    return hashlib.sha256(code.encode()).hexdigest()


async def issue(
    session: AsyncSession, codes: Mapping[int, str], now: datetime, expires_at: datetime
) -> None:
    """Keep one new code a person; earlier ones stay good until they expire or one is used."""
    session.add_all(
        SignupCodeRow(
            official_id=official_id, code_hash=hashed(code), created_at=now, expires_at=expires_at
        )
        for official_id, code in codes.items()
    )
    await session.flush()


async def owner(session: AsyncSession, code: str, now: datetime) -> int | None:
    """Give whose code this is, if it is still good."""
    return await session.scalar(
        select(SignupCodeRow.official_id).where(
            SignupCodeRow.code_hash == hashed(code),
            SignupCodeRow.used_at.is_(None),
            SignupCodeRow.expires_at > now,
        )
    )


async def known(session: AsyncSession, code: str) -> SignupCodeRow | None:
    return await session.scalar(
        select(SignupCodeRow).where(SignupCodeRow.code_hash == hashed(code))
    )


async def use(session: AsyncSession, code: str, now: datetime) -> int | None:
    """Take a code, and with it all others of the same person; None if it is not good any more."""
    official_id = await session.scalar(
        update(SignupCodeRow)
        .where(
            SignupCodeRow.code_hash == hashed(code),
            SignupCodeRow.used_at.is_(None),
            SignupCodeRow.expires_at > now,
        )
        .values(used_at=now)
        .returning(SignupCodeRow.official_id)
    )
    if official_id is not None:
        await session.execute(
            update(SignupCodeRow)
            .where(SignupCodeRow.official_id == official_id, SignupCodeRow.used_at.is_(None))
            .values(used_at=now)
        )
    return official_id


async def bind(session: AsyncSession, official_id: int, telegram_id: int, today: date) -> None:
    """Tie a person to an account; the day of joining is the first one and stays."""
    await summing.hold(session)
    row = await session.get_one(OfficialRow, official_id)
    row.telegram_id = telegram_id
    row.joined_on = row.joined_on or today
    row.unreachable_since = None
    await session.flush()
    await summaries.refresh(session, [official_id])


async def consent(session: AsyncSession, official_id: int, version: str, now: datetime) -> None:
    session.add(ConsentRow(official_id=official_id, version=version, given_at=now))
    await session.flush()


async def hold(session: AsyncSession, telegram_id: int) -> None:
    """Let an account try once at a time, whatever the number of workers; SQLite has one writer."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(
            text("SELECT pg_advisory_xact_lock(:tries, hashint8(:telegram_id))"),
            {"tries": _TRIES, "telegram_id": telegram_id},
        )


async def misses(
    session: AsyncSession, telegram_id: int, since: datetime, limit: int
) -> Sequence[datetime]:
    """Give when the account last missed, the newest first."""
    return (
        await session.scalars(
            select(SignupMissRow.at)
            .where(SignupMissRow.telegram_id == telegram_id, SignupMissRow.at > since)
            .order_by(SignupMissRow.at.desc())
            .limit(limit)
        )
    ).all()


async def misses_of_all(session: AsyncSession, since: datetime, limit: int) -> int:
    """Count the misses of all accounts, as far as the limit."""
    recent = select(SignupMissRow.id).where(SignupMissRow.at > since).limit(limit)
    return await session.scalar(select(func.count()).select_from(recent.subquery())) or 0


async def miss(
    session: AsyncSession, telegram_id: int, now: datetime, forget_before: datetime
) -> None:
    """Keep a miss, and forget old ones; those that another try forgets just now are left to it."""
    session.add(SignupMissRow(telegram_id=telegram_id, at=now))
    old = select(SignupMissRow.id).where(SignupMissRow.at <= forget_before)
    await session.execute(
        delete(SignupMissRow)
        .where(SignupMissRow.id.in_(old.with_for_update(skip_locked=True)))
        .execution_options(synchronize_session=False)
    )
