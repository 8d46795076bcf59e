"""Pictures and the words under them."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from bot.charts.studio import Drawing
from bot.speech.screen import Screen


@dataclass(frozen=True, slots=True)
class Pictured:
    drawing: Drawing
    screen: Screen


@dataclass(frozen=True, slots=True)
class Plate:
    """One picture of an album."""

    part: str
    """Tells it apart from the others, also later when it is drawn anew: `criteria`."""
    drawing: Drawing


Workbook = Callable[[], Coroutine[Any, Any, tuple[str, bytes]]]
"""Makes a file: its name and what is in it."""


@dataclass(frozen=True, slots=True)
class Album:
    """One to three pictures that are sent together, with one caption, and a file after them."""

    plates: tuple[Plate, ...]
    caption: Markup
    """At most 1024 characters as they are read; it stands under the first picture."""
    workbook: Workbook | None = None
