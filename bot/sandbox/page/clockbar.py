"""The sandbox's time, what comes next, and three ways to get there."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from nicegui import ui

from bot.sandbox.page.elements import Button, Text
from bot.sandbox.page.stage import Event, Stage
from bot.sandbox.page.wording import Wording

LOOK_AGAIN = 5.0
"""Seconds after which the bar looks whether other tabs or the bot moved anything."""


class ClockBar:
    def __init__(self, stage: Stage, wording: Wording) -> None:
        self._stage, self._wording = stage, wording
        self._event: Event | None = None
        self._moving = False
        with ui.element("div").classes("clock").props("role=group") as bar:
            bar.props["aria-label"] = wording("Ngày giờ của bản chạy thử")
            with ui.element("div").classes("now"):
                self._hour = Text("", "time")
                self._day = Text("", classes="date")
            self._next = Text("", classes="next").props("role=status")
            with ui.element("div").classes("moves"):
                self._buttons = [
                    Button(wording("Đến sự kiện kế tiếp"), self._to_event, classes="primary"),
                    Button(wording("+1 giờ"), self._by_an_hour),
                    Button(wording("+1 ngày làm việc"), self._by_a_day),
                ]
        self._tick()
        ui.timer(1.0, self._tick)
        ui.timer(LOOK_AGAIN, self.look)

    async def look(self) -> None:
        """Ask again what comes next."""
        if not self._moving:
            self._event = await self._stage.timeline.upcoming()
            self._tick()

    def _tick(self) -> None:
        now = self._stage.local(self._stage.clock.now())
        self._hour.set_text(f"{now:%H:%M}")
        self._day.set_text(self._wording.day(now.date()))
        self._next.set_text(self._what_next())

    def _what_next(self) -> str:
        if self._moving:
            return self._wording("Đang chạy…")
        if self._event is None:
            return self._wording("Chưa có sự kiện nào sắp tới")
        today = self._stage.local(self._stage.clock.now()).date()
        when = self._wording.moment(self._stage.local(self._event.at), today)
        return self._wording(
            "Kế tiếp: {title}, {when}", title=self._wording(self._event.title), when=when
        )

    async def _to_event(self) -> None:
        async def go() -> None:
            event = await self._stage.timeline.upcoming()
            if event:
                await self._stage.timeline.go_to(event.at)

        await self._move(go)

    async def _by_an_hour(self) -> None:
        later = self._stage.clock.now() + timedelta(hours=1)
        await self._move(lambda: self._stage.timeline.go_to(later))

    async def _by_a_day(self) -> None:
        async def go() -> None:
            await self._stage.timeline.go_to(await self._stage.timeline.next_workday())

        await self._move(go)

    async def _move(self, go: Callable[[], Awaitable[None]]) -> None:
        """Move once, however often the button is pressed meanwhile."""
        if self._moving:
            return
        self._show_moving(True)
        try:
            await go()
        finally:
            self._show_moving(False)
            await self.look()

    def _show_moving(self, moving: bool) -> None:
        self._moving = moving
        for button in self._buttons:
            button.props["disabled"] = moving
            button.update()
        self._tick()
