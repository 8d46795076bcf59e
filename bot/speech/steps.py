"""How the steps back and on are labelled: from period to period, from page to page."""

from collections.abc import Callable, Sequence
from typing import Any

from bot.rules.periods import Period
from bot.rules.ranking import Page
from bot.speech import spans
from bot.speech.buttons import Button
from bot.speech.catalog import Texts
from bot.speech.screen import Key, key


def periods(t: Texts, earlier: Period | None, later: Period | None) -> Sequence[tuple[str, Period]]:
    return [
        (label.format(spans.name(t, period)), period)
        for label, period in (("◀ {}", earlier), ("{} ▶", later))
        if period
    ]


def pages(t: Texts, page: Page[Any], to: Callable[[int], Button]) -> list[Key]:
    """Give the keys that turn the page, by the button that leads to a page's number."""
    return [
        key(label.format(t.plain("Trang {number}", number=number)), to(number))
        for label, number in (("‹ {}", page.number - 1), ("{} ›", page.number + 1))
        if 1 <= number <= page.pages
    ]
