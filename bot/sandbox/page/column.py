"""One person's chat with the bot, as on that person's phone."""

from collections.abc import Callable

from nicegui import ui

from bot.sandbox.model import Answer, InlineButton, Message, Tap
from bot.sandbox.page.bubble import Reactions
from bot.sandbox.page.composer import Composer
from bot.sandbox.page.elements import Text, initials
from bot.sandbox.page.log import Log
from bot.sandbox.page.stage import Character, Stage
from bot.sandbox.page.toasts import Toasts
from bot.sandbox.page.wording import Wording

ACTIONS = {
    "typing": "đang soạn…",
    "upload_photo": "đang gửi tệp…",
    "upload_document": "đang gửi tệp…",
}


class Column:
    """A chat whose person can be changed; `chosen` is told of that, `used` of every touch."""

    def __init__(
        self,
        stage: Stage,
        wording: Wording,
        person_id: int,
        *,
        chosen: Callable[[], object],
        used: Callable[["Column"], object],
    ) -> None:
        self._stage, self._wording = stage, wording
        self._chosen, self._used = chosen, used
        self.person_id = person_id
        self.unread = 0
        self._tap: Tap | None = None
        self.frame = ui.element("section").classes("phone")
        self.frame.on("focusin", self._use, args=[])
        self.frame.on("pointerdown", self._use, args=[])
        self._draw()

    @property
    def character(self) -> Character:
        return self._stage.characters[self.person_id]

    def refresh(self, *, in_use: bool) -> None:
        """Look like the world again; what came while it is not in use counts as unread."""
        fresh = self._log.refresh()
        if not in_use:
            self.unread += sum(message.sender_id != self.person_id for message in fresh)
        self._composer.refresh()
        self._show_state()
        self._settle()

    def read(self) -> None:
        self.unread = 0
        self._show_state()

    def _draw(self) -> None:
        self.frame.clear()
        self.frame.props["aria-label"] = self._wording(
            "Tin nhắn với {name}", name=self.character.profile.name
        )
        with self.frame:
            with ui.element("header"):
                self._draw_header()
            self._log = Log(
                self._stage, self._wording, self.person_id, Reactions(self._press, self._reply)
            )
            self._toasts = Toasts(self._wording)
            self._composer = Composer(self._stage, self._wording, self.character)
        self._show_state()

    def _draw_header(self) -> None:
        Text(initials(self.character.profile.name), classes="avatar").props("aria-hidden=true")
        with ui.element("div").classes("who"):
            names = {i: self._name(one) for i, one in self._stage.characters.items()}
            self._choice = ui.select(names, value=self.person_id, on_change=self._choose)
            self._choice.props("borderless dense options-dense")
            self._choice.props["aria-label"] = self._wording("Người dùng khung chat này")
            Text(self.character.place, classes="place")
        self._state = Text("", classes="state")

    def _name(self, character: Character) -> str:
        started = self._stage.world.chats[character.profile.id].bot_inside
        stranger = character.invitation and not started
        part = self._wording("chưa đăng ký") if stranger else self._wording(character.part)
        return f"{character.profile.name} · {part}"

    def _show_state(self) -> None:
        chat = self._stage.world.chats[self.person_id]
        busy = chat.action_until is not None and chat.action_until > self._stage.clock.now()
        doing = ACTIONS.get(chat.action) if busy else None
        news = f"{self.unread} {self._wording('tin mới')}" if self.unread else ""
        self._state.set_text(self._wording(doing) if doing else news)
        self._state.classes(replace="state news" if self.unread and not doing else "state")

    def _choose(self) -> None:
        self.person_id, self.unread, self._tap = int(self._choice.value), 0, None
        self._draw()
        self._chosen()

    def _use(self) -> None:
        self._used(self)

    def _reply(self, message: Message) -> None:
        self._composer.reply(message)

    async def _press(self, message: Message, button: InlineButton) -> None:
        if button.copy_text:
            ui.clipboard.write(button.copy_text)
            self._toasts.show(Answer(self._wording("Đã chép")))
        elif button.callback_data:
            self._tap = await self._stage.world.tap(
                self.person_id, message.chat_id, message.id, button.callback_data
            )
            self._settle()
        else:
            await self._follow(button.url or button.web_app)

    async def _follow(self, address: str) -> None:
        """Open an address; the bot's own link is pressing Start with what it carries."""
        home, _, code = address.partition("?start=")
        if home == f"https://t.me/{self._stage.world.bot.username}":
            await self._stage.world.follow_link(self.person_id, code)
        else:
            ui.navigate.to(address, new_tab=True)

    def _settle(self) -> None:
        """Show the answer to the tap once, when it is there."""
        if self._tap and self._tap.answer:
            answer, self._tap = self._tap.answer, None
            self._toasts.show(answer)
