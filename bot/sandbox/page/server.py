"""The page as part of a web application."""

from collections.abc import Mapping
from pathlib import Path

from fastapi import FastAPI
from nicegui import language, translations, ui
from starlette.staticfiles import StaticFiles

from bot.sandbox.page import files
from bot.sandbox.page.layout import Layout
from bot.sandbox.page.stage import Stage
from bot.sandbox.page.wording import Language, Wording

STATIC = Path(__file__).parent / "static"
HEAD = (
    '<link rel="stylesheet" href="/static/page.css"><script src="/static/page.js" defer></script>'
)
FAVICON = STATIC / "nep.svg"
QUASAR: Mapping[Language, language.Language] = {"vi": "vi", "en": "en-US"}

LOST = {
    "connection_lost": "Mất kết nối",
    "trying_to_reconnect": "Đang thử kết nối lại…",
    "message_too_long": "Nội dung quá dài",
    "message_too_long_body": "Nội dung này quá dài để gửi đi.",
}
"""What NiceGUI itself says, which it cannot in Vietnamese."""


def mount(app: FastAPI, stage: Stage) -> None:
    """Put the page at `/` (Vietnamese) and `/en`; once a process, as NiceGUI has one state."""
    app.mount("/static", StaticFiles(directory=STATIC))
    app.include_router(files.router(stage.world))
    ui.add_head_html(HEAD, shared=True)
    translations.translations["vi"] = LOST
    _page(stage, "/", "vi")
    _page(stage, "/en", "en")
    ui.run_with(
        app, favicon=FAVICON, tailwind=False, show_welcome_message=False, reconnect_timeout=30.0
    )


def _page(stage: Stage, path: str, spoken: Language) -> None:
    wording = Wording(spoken)

    @ui.page(path, title=wording("Nếp · bản chạy thử"), language=QUASAR[spoken])
    def page(chats: str = "") -> None:
        Layout(stage, wording, _people(stage, chats))


def _people(stage: Stage, chats: str) -> list[int]:
    """Read whose chats the address names; those of the leads where it names none."""
    known = {str(person): person for person in stage.characters}
    named = [known[number] for number in chats.split("-") if number in known]
    return named if len(named) == len(stage.leads) else list(stage.leads)
