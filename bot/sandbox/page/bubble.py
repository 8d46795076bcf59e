"""One message, or an album that Telegram shows as one, changed in place when it is edited."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nicegui import ui

from bot.sandbox.entities import as_html
from bot.sandbox.model import InlineButton, Message
from bot.sandbox.page import keyboards, pictures
from bot.sandbox.page.elements import Button, Link, Text
from bot.sandbox.page.stage import Stage
from bot.sandbox.page.wording import Wording


@dataclass(frozen=True)
class Bubble­Acts:
    pass
