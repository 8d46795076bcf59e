"""Plain HTML elements: real buttons with text, without a framework's dress."""

from collections.abc import Callable
from typing import Any

from nicegui.elements.mixins.text_element import TextElement


class Text(TextElement):
    """An element with text; whatever the text is, it is shown, never read as markup."""

    def __init__(self, text: str, tag: str = "span", *, classes: str = "") -> None:
        super().__init__(tag=tag, text=text)
        self.classes(classes)


class Button(Text):
    """A button; `hint` is what it is called where its text is only a sign."""

    def __init__(
        self,
        text: str,
        act: Callable[[], Any] | None = None,
        *,
        classes: str = "",
        hint: str = "",
    ) -> None:
        super().__init__(text, "button", classes=classes)
        self._props["type"] = "button"
        if hint:
            self._props["aria-label"] = self._props["title"] = hint
        if act:
            self.on("click", act, args=[])


class Link(Text):
    """A link that leaves the page in a new tab, or downloads."""

    def __init__(self, text: str, address: str, *, classes: str = "", download: str = "") -> None:
        super().__init__(text, "a", classes=classes)
        self._props["href"] = address
        if download:
            self._props["download"] = download
        else:
            self._props |= {"target": "_blank", "rel": "noreferrer"}


def initials(name: str) -> str:
    """Give the first letters of the family name and the given name."""
    words = name.split()
    return (words[0][0] + words[-1][0]).upper()
