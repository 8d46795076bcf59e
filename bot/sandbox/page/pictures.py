"""Pictures in a message, and one of them large."""

from collections.abc import Sequence

from nicegui import ui

from bot.sandbox.model import StoredFile
from bot.sandbox.page.elements import Button
from bot.sandbox.page.files import address
from bot.sandbox.page.wording import Wording


def show(photos: Sequence[StoredFile], wording: Wording) -> None:
    """Draw one picture, or those of an album below each other; a click shows one larger."""
    with ui.element("div").classes("pictures"):
        for photo in photos:
            _thumbnail(photo, wording)


def _thumbnail(photo: StoredFile, wording: Wording) -> None:
    with Button("", lambda: _enlarge(photo, wording), hint=wording("Xem ảnh lớn")):
        picture = ui.element("img").props('loading="lazy"')
        picture.props["src"] = address(photo)
        picture.props["alt"] = wording("Ảnh")
        picture.props["width"], picture.props["height"] = photo.width, photo.height


def _enlarge(photo: StoredFile, wording: Wording) -> None:
    with ui.dialog(value=True).props("maximized") as dialog, ui.element("div").classes("large"):
        picture = ui.element("img")
        picture.props["src"] = address(photo)
        picture.props["alt"] = wording("Ảnh")
        Button(wording("Đóng"), dialog.close, classes="close").props("autofocus")
    dialog.on("hide", dialog.delete)
