"""A picture and the words under it."""

from dataclasses import dataclass

from bot.charts.studio import Drawing
from bot.speech.screen import Screen


@dataclass(frozen=True, slots=True)
class Pictured:
    drawing: Drawing
    screen: Screen
