"""A picture and the words under it."""

from dataclasses import dataclass

from bot.speech.screen import Screen


@dataclass(frozen=True, slots=True)
class Pictured:
    picture: bytes
    screen: Screen
