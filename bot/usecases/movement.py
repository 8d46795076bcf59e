"""The movement in force: every office has one, and may change it while it runs."""

from dataclasses import dataclass
from datetime import datetime

from bot import presets
from bot.rules import campaign
from bot.usecases.office import Office
from db import campaigns, summaries
from db.campaigns import Version

DEFAULT = "mau-2026"


@dataclass(frozen=True, slots=True)
class Adopted:
    version: Version
    changed: bool
    """False if the same text was in force already."""


async def adopt(office: Office, key: str, document: str, now: datetime) -> Adopted:
    """Put a campaign in force, for the reports that are begun from now on.

    Raises:
        CampaignInvalid: with everything that is wrong with the document.
    """
    campaign.load(document, key)
    async with office.db.begin() as session:
        present = await campaigns.newest(session)
        if present and campaign.digest(present.document) == campaign.digest(document):
            return Adopted(present, changed=False)
        version = await campaigns.adopt(session, key, document, now)
        if present and _counts(present.campaign) != _counts(version.campaign):
            await summaries.rebuild(session)
        return Adopted(version, changed=True)


async def ensure(office: Office, now: datetime) -> Version:
    """Give the movement in force; an office that has none begins with the blank template."""
    async with office.db.read() as session:
        present = await campaigns.newest(session)
    return present or (await adopt(office, DEFAULT, presets.text(DEFAULT), now)).version


def _counts(movement: campaign.Campaign) -> tuple[object, ...]:
    """Give what decides on places in the standings, of reports that are there already."""
    return movement.period, movement.scoring
