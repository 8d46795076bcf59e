"""A page of the standings as horizontal bars."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    rank_label: str
    """Ties carry the same."""
    name: str
    note: str
    """Small print below the name: the unit, the title. May be empty."""
    score: float
    score_label: str
    rate_label: str
    """The rate of reporting, in words short enough to stand below the score."""


@dataclass(frozen=True, slots=True)
class RankingPicture:
    title: str
    subtitle: str
    bars: tuple[Bar, ...]
    """At most ten read well on a phone."""
    footer: tuple[str, ...] = ()
    """Grey lines below: the rule, who is not ranked yet."""
    full_score: float = 100
    """The score that fills the whole track."""


def draw(picture: RankingPicture) -> bytes:
    """Give the picture as PNG. Slow for an event loop: call it in a thread."""
    raise NotImplementedError
