"""How the steps back and on are labelled: from period to period, from page to page."""

from collections.abc import Sequence

from bot.rules.periods import Period
from bot.speech import spans
from bot.speech.catalog import Texts


def periods(t: Texts, earlier: Period | None, later: Period | None) -> Sequence[tuple[str, Period]]:
    return [
        (label.format(spans.name(t, period)), period)
        for label, period in (("◀ {}", earlier), ("{} ▶", later))
        if period
    ]


def pages(t: Texts, number: int, count: int) -> Sequence[tuple[str, int]]:
    return [
        (label.format(t.plain("Trang {number}", number=page)), page)
        for label, page in (("‹ {}", number - 1), ("{} ›", number + 1))
        if 1 <= page <= count
    ]
