"""Signing up: a one-time code or one's own phone number, then consent.

Codes are too long to be guessed, and Telegram vouches for phone numbers; who tries what fits nobody
over and over is turned away all the same.
"""

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.rules.people import Language, Official
from bot.rules.phones import normalise_phone
from bot.usecases import outbox
from bot.usecases.office import Office
from db import officials, signup

CONSENT_VERSION = "2026-11"
"""Moves with every change of the notice that people agree to."""

LINK_DAYS = 30
CONTACT_MINUTES = 30
"""How long the agreement may wait after a person shared the phone number."""

TRIES = 5
"""Misses after which an account is turned away."""
HELD_OFF = timedelta(minutes=15)
"""For how long a miss counts."""
MANY_MISSES = 300
"""Misses of all accounts together that mean that somebody guesses from many of them. Then one miss
is enough to be turned away, but nobody is for what others did: a right link opens at the first try.
"""


class Miss(Refusal):
    """What was shown fits nobody."""


class BadCode(Miss):
    """Not right, used or expired: which of them it is would be news to who guesses."""

    def __init__(self) -> None:
        super().__init__(
            "Đường dẫn này không đúng, đã được dùng hoặc đã hết hạn. "
            "Đồng chí xin đường dẫn mới từ cán bộ phụ trách thi đua của đơn vị."
        )


class UnknownPhone(Miss):
    def __init__(self) -> None:
        super().__init__(
            "Số điện thoại này không có trong danh sách cơ quan. Đồng chí xin đường dẫn đăng ký "
            "từ cán bộ phụ trách thi đua của đơn vị."
        )


class TooManyTries(Refusal):
    """Said before anything is looked at, so that a right code is not told from a wrong one."""

    def __init__(self, until: datetime) -> None:
        super().__init__(
            "Đồng chí đã thử không đúng nhiều lần nên Nếp tạm dừng đăng ký từ tài khoản này. "
            "Mời đồng chí thử lại sau {until}.",
            until=until,
        )


class AccountTaken(Refusal):
    """The Telegram account belongs to somebody else on the roster."""

    def __init__(self) -> None:
        super().__init__(
            "Tài khoản Telegram này đã đăng ký cho một người khác trong danh sách. "
            "Mỗi người dùng một tài khoản riêng."
        )


@dataclass(frozen=True, slots=True)
class Invitation:
    official: Official
    code: str


async def anybody(office: Office, unit: str | None) -> bool:
    """Tell whether anybody is in office, in one unit or in all."""
    async with office.db.read() as session:
        found = await officials.in_office(session)
    return any(unit in (None, person.unit.name) for person in found)


async def invite(
    office: Office,
    now: datetime,
    *,
    unit: str | None = None,
    code: str | None = None,
) -> Sequence[Invitation]:
    """Make sign-up codes for everybody who has not signed up, or for one person by code.

    Named by code, a person who has signed up gets one too: that is how an account is changed.
    """
    async with office.db.begin() as session:
        found = await officials.in_office(session)
        chosen = [person for person in found if _is_invited(person, unit, code)]
        codes = {person.id: secrets.token_urlsafe(16) for person in chosen}
        await signup.issue(session, codes, now, now + timedelta(days=LINK_DAYS))
        return [Invitation(person, codes[person.id]) for person in chosen]


async def knock(office: Office, code: str, telegram_id: int, now: datetime) -> Official:
    """Say whose code this is before the person agrees to anything.

    One's own link opened again is no bad code.
    """
    async with _one_try(office, telegram_id, now) as session:
        official_id = await signup.owner(session, code, now)
        if official_id is None:
            return await _already(session, code, telegram_id)
        return await _free(session, official_id, telegram_id)


async def knock_by_phone(office: Office, phone: str, telegram_id: int, now: datetime) -> Invitation:
    """Find the person by a phone number that Telegram vouches for."""
    number = normalise_phone("+" + phone.lstrip("+"))  # Telegram leaves the plus out at times
    async with _one_try(office, telegram_id, now) as session:
        found = number and await officials.by_phone(session, number)
        if not found:
            raise UnknownPhone
        official = await _free(session, found.id, telegram_id)
        code = secrets.token_urlsafe(16)
        good_until = now + timedelta(minutes=CONTACT_MINUTES)
        await signup.issue(session, {official.id: code}, now, good_until)
        return Invitation(official, code)


async def agree(office: Office, code: str, telegram_id: int, now: datetime) -> Official:
    """Bind the person to the account and record the consent; a repeated tap finds it done."""
    try:
        async with _one_try(office, telegram_id, now) as session:
            official_id = await signup.use(session, code, now)
            if official_id is None:
                return await _already(session, code, telegram_id)
            await _free(session, official_id, telegram_id)
            await signup.bind(session, official_id, telegram_id, office.today(now))
            await signup.consent(session, official_id, CONSENT_VERSION, now)
            return await officials.get(session, official_id)
    except IntegrityError:
        raise AccountTaken from None


async def speak(office: Office, official_id: int, language: Language) -> Official:
    async with office.db.begin() as session:
        await officials.update_one(session, official_id, language=language)
        return await officials.get(session, official_id)


async def menu_shown(office: Office, official_id: int, menu: str) -> None:
    async with office.db.begin() as session:
        await officials.update_one(session, official_id, menu=menu)


async def reach(office: Office, official_id: int, blocked_at: datetime | None) -> None:
    """Note since when the person has blocked the bot, or that they have not."""
    async with office.db.begin() as session:
        if blocked_at:
            await outbox.lose(session, office, official_id, blocked_at)
        else:
            await officials.update_one(session, official_id, unreachable_since=None)


async def who(office: Office, telegram_id: int) -> Official | None:
    return await office.db.read_together(officials.by_accounts, telegram_id)


@asynccontextmanager
async def _one_try(office: Office, telegram_id: int, now: datetime) -> AsyncIterator[AsyncSession]:
    """Open a transaction to try a code or a phone number in; a miss is counted by it."""
    missed = None
    async with office.db.begin() as session:
        await signup.hold(session, telegram_id)
        await _not_too_often(session, telegram_id, now)
        try:
            yield session
        except Miss as miss:
            await signup.miss(session, telegram_id, now, forget_before=now - HELD_OFF)
            missed = miss
    if missed:
        raise missed


async def _not_too_often(session: AsyncSession, telegram_id: int, now: datetime) -> None:
    since = now - HELD_OFF
    guessed = await signup.misses_of_all(session, since, MANY_MISSES) == MANY_MISSES
    tries = 1 if guessed else TRIES
    missed = await signup.misses(session, telegram_id, since, tries)
    if len(missed) == tries:
        raise TooManyTries(missed[-1] + HELD_OFF)


async def _free(session: AsyncSession, official_id: int, telegram_id: int) -> Official:
    """Give the person, unless the account already belongs to another one."""
    holder = await officials.by_telegram(session, telegram_id)
    if holder is not None and holder.id != official_id:
        raise AccountTaken
    official = await officials.get(session, official_id)
    if official.left_on is not None:
        raise BadCode
    return official


async def _already(session: AsyncSession, code: str, telegram_id: int) -> Official:
    row = await signup.known(session, code)
    holder = await officials.by_telegram(session, telegram_id)
    if row is None or holder is None or row.official_id != holder.id:
        raise BadCode
    return holder


def _is_invited(person: Official, unit: str | None, code: str | None) -> bool:
    if code is not None:
        return person.code.casefold() == code.casefold()
    in_unit = unit is None or person.unit.name.casefold() == unit.casefold()
    return in_unit and person.telegram_id is None
