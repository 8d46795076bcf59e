"""The movement as data: what is asked, of whom, how often, until when, and what follows from it.

A campaign is a TOML text. That text is what the database keeps, and a report is read by the text it
was answered under, years later. So the format only grows: a key may be added with a default, none
is taken away or made stricter. `bot/presets/mau-2026.toml` documents every key.
"""

import hashlib
import tomllib
import unicodedata
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from pydantic import ValidationError

from bot.rules.campaign.errors import CampaignInvalid, Problem, explained, syntax
from bot.rules.campaign.tables import (
    Cadence,
    Campaign,
    Clock,
    Criterion,
    Document,
    Occasion,
    Scoring,
    Side,
)
from bot.rules.campaign.values import When

__all__ = [
    "Cadence",
    "Campaign",
    "CampaignInvalid",
    "Clock",
    "Criterion",
    "Document",
    "Occasion",
    "Problem",
    "Scoring",
    "Side",
    "When",
    "criteria_asked",
    "digest",
    "ended",
    "load",
    "to_fill",
]

FORMAT = 1
TO_FILL = "[Điền"


def load(text: str, source: str) -> Campaign:
    """Read a campaign; raise CampaignInvalid with everything that is wrong at once.

    `source` is the name under which the person knows the text. Line breaks inside a value are
    spaces, so that long sentences may be wrapped.
    """
    tidy = unicodedata.normalize("NFC", text.removeprefix("\ufeff"))
    try:
        data = tomllib.loads(tidy)
    except ValueError as error:
        raise CampaignInvalid([syntax(error, tidy, source)]) from error
    newer = data.get("format")
    if type(newer) is int and newer > FORMAT:
        reason = "tệp theo định dạng {newer}, bản Nếp này hiểu định dạng {known}: hãy nâng cấp"
        values = {"newer": newer, "known": FORMAT}
        raise CampaignInvalid([Problem(source, "format", reason, values)])
    try:
        return Campaign.model_validate(_unwrapped(data), context=set())
    except ValidationError as error:
        raise CampaignInvalid(explained(error, Campaign, source)) from error


def digest(text: str) -> str:
    """Tell versions apart: comments count, the kind of line break does not."""
    return hashlib.sha256("\n".join(text.splitlines()).encode()).hexdigest()


def criteria_asked(campaign: Campaign, cadences: Collection[Cadence]) -> tuple[Criterion, ...]:
    """Give the individual criteria of some cadences, in the campaign's order."""
    return tuple(c for c in campaign.criteria.individual if c.cadence in cadences)


def ended(campaign: Campaign, today: date) -> bool:
    return today > campaign.period.last_day


def to_fill(campaign: Campaign) -> tuple[str, ...]:
    """Name the keys that still hold the template's "[Điền …]"."""
    return tuple(dict.fromkeys(_unfilled(campaign.model_dump(by_alias=True))))


def _unfilled(value: object, path: str = "") -> Iterator[str]:
    if isinstance(value, str) and value.startswith(TO_FILL):
        yield path.removeprefix(".")
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _unfilled(inner, f"{path}.{key}")
    elif isinstance(value, tuple):
        for number, inner in enumerate(value, 1):
            yield from _unfilled(inner, f"{path}[{number}]")


def _unwrapped(value: Any) -> Any:  # noqa: ANN401 - TOML is a tree of anything
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, dict):
        return {key: _unwrapped(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_unwrapped(inner) for inner in value]
    return value
