"""What the bot answers to a tap: a toast that passes, or an alert that must be closed."""

from nicegui import ui

from bot.sandbox.model import Answer
from bot.sandbox.page.elements import Button, Text
from bot.sandbox.page.wording import Wording


class Toasts:
    """Lies over one chat; the newest takes the place of the one before."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._box = ui.element("div").classes("toasts").props("role=status aria-live=polite")

    def show(self, answer: Answer) -> None:
        self._box.clear()
        if not answer.text:
            return
        with self._box:
            if answer.alert:
                self._alert(answer.text)
            else:
                Text(answer.text, "div", classes="toast")

    def _alert(self, text: str) -> None:
        with ui.element("div").classes("alert").props("role=alertdialog aria-modal=true"):
            Text(text, "p")
            Button(self._wording("Đóng"), self._box.clear).props("autofocus")
