"""The page of one browser tab."""

import asyncio
from collections.abc import Sequence
from functools import partial

from nicegui import ui

from bot.sandbox.page import guide
from bot.sandbox.page.clockbar import ClockBar
from bot.sandbox.page.column import Column
from bot.sandbox.page.elements import Button, Text
from bot.sandbox.page.stage import Stage
from bot.sandbox.page.wording import Wording

LANGUAGES = (("vi", "Tiếng Việt", "/"), ("en", "English", "/en"))


class Layout:
    """Three chats under a clock; on a narrow screen one of them, and tabs."""

    def __init__(self, stage: Stage, wording: Wording, people: Sequence[int]) -> None:
        self._stage, self._wording = stage, wording
        self._client = ui.context.client
        self._waiting = False
        with ui.element("div").classes("page"):
            self._draw_top()
            self._tabs_box = ui.element("nav").classes("tabs")
            with ui.element("main").classes("phones"):
                self._columns = [
                    Column(stage, wording, person, chosen=self._rename, used=self._use)
                    for person in people
                ]
        with self._tabs_box:
            self._tabs = [Button("", partial(self._use, column)) for column in self._columns]
        self._in_use = self._columns[0]
        self._show_in_use()
        self._client.on_delete(stage.world.subscribe(self._look_soon))

    def _draw_top(self) -> None:
        with ui.element("div").classes("top"):
            Text("Nếp", "h1")
            ClockBar(self._stage, self._wording)
            again = Button(self._wording("Hướng dẫn"), classes="guide-again")
            with ui.element("nav").classes("languages") as languages:
                languages.props["aria-label"] = self._wording("Ngôn ngữ của trang")
                self._draw_languages()
        guide.draw(self._stage, self._wording, again)

    def _draw_languages(self) -> None:
        for language, name, address in LANGUAGES:
            link = ui.element("a").props(
                f'href="{address}" lang="{language}" hreflang="{language}"'
            )
            link.props["aria-label"] = link.props["title"] = name
            if language == self._wording.language:
                link.props["aria-current"] = "true"
            with link:
                Text(language.upper())

    def _look_soon(self, _chat_id: int) -> None:
        """Redraw once for everything that changes in one go."""
        if not self._waiting:
            self._waiting = True
            asyncio.get_running_loop().call_soon(self._look)

    def _look(self) -> None:
        self._waiting = False
        if self._client.is_deleted:
            return
        with self._client:
            for column in self._columns:
                column.refresh(in_use=column is self._in_use)
            self._name_tabs()

    def _use(self, column: Column) -> None:
        if column is not self._in_use or column.unread:
            self._in_use = column
            column.read()
            self._show_in_use()

    def _show_in_use(self) -> None:
        for column in self._columns:
            column.frame.classes(
                add="in-use" if column is self._in_use else "",
                remove="" if column is self._in_use else "in-use",
            )
        self._name_tabs()

    def _name_tabs(self) -> None:
        for tab, column in zip(self._tabs, self._columns, strict=True):
            news = f" ({column.unread})" if column.unread else ""
            tab.set_text(self._wording(column.character.part) + news)
            tab.props["aria-pressed"] = "true" if column is self._in_use else "false"
            tab.update()

    def _rename(self) -> None:
        people = "-".join(str(column.person_id) for column in self._columns)
        self._client.run_javascript(f'history.replaceState(null, "", "?chats={people}")')
        self._name_tabs()
