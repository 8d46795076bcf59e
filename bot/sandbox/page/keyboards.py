"""Buttons under a message, and buttons in the place of the person's keyboard."""

from collections.abc import Callable
from functools import partial

from nicegui import ui

from bot.sandbox.model import InlineButton, ReplyButton, ReplyKeyboard, Style
from bot.sandbox.page.elements import Button

Rows = tuple[tuple[InlineButton, ...], ...]


def inline(rows: Rows, press: Callable[[InlineButton], object]) -> None:
    for row in rows:
        with ui.element("div").classes("keys"):
            for button in row:
                _inline_button(button, press)


def _inline_button(button: InlineButton, press: Callable[[InlineButton], object]) -> None:
    drawn = Button(button.text, partial(press, button), classes=_dress(button.style))
    if not button.callback_data:
        drawn.classes("leads-away")


def reply(keyboard: ReplyKeyboard, press: Callable[[ReplyButton], object]) -> None:
    for row in keyboard.rows:
        with ui.element("div").classes("keys"):
            for button in row:
                Button(button.text, partial(press, button), classes=_dress(button.style))


def _dress(style: Style | None) -> str:
    return f"key {style or 'plain'}"
