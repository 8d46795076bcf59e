"""The movement in force and the versions that reports were answered under."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules import campaign
from db import sets
from db.tables import CampaignRow


@dataclass(frozen=True, slots=True)
class Version:
    id: int
    key: str
    campaign: campaign.Campaign
    document: str


@lru_cache(maxsize=64)
def _read(document: str, key: str) -> campaign.Campaign:
    return campaign.load(document, key)


def _to_value(row: CampaignRow) -> Version:
    return Version(row.id, row.key, _read(row.document, row.key), row.document)


async def newest(session: AsyncSession) -> Version | None:
    row = await session.scalar(select(CampaignRow).order_by(CampaignRow.id.desc()).limit(1))
    return _to_value(row) if row else None


async def in_force(session: AsyncSession) -> Version:
    """Give the newest version; the program adopts one before it does anything else."""
    found = await newest(session)
    if found is None:
        raise LookupError("no movement was adopted yet")
    return found


async def version(session: AsyncSession, campaign_id: int) -> Version:
    return _to_value(await session.get_one(CampaignRow, campaign_id))


async def versions(session: AsyncSession, ids: Collection[int]) -> Mapping[int, Version]:
    rows = await session.scalars(select(CampaignRow).where(sets.within(CampaignRow.id, ids)))
    return {row.id: _to_value(row) for row in rows}


async def adopt(session: AsyncSession, key: str, document: str, now: datetime) -> Version:
    row = CampaignRow(key=key, document=document, adopted_at=now)
    session.add(row)
    await session.flush()
    return _to_value(row)
