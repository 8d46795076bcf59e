"""Where a person writes: words, commands from the menu, buttons that stand in for the keyboard."""

from nicegui import ui
from nicegui.events import GenericEventArguments

from bot.sandbox.entities import TEXT_LIMIT
from bot.sandbox.model import Command, ForceReply, Message, ReplyButton, ReplyKeyboard
from bot.sandbox.page import keyboards
from bot.sandbox.page.bubble import extract
from bot.sandbox.page.elements import Button, Text
from bot.sandbox.page.stage import Character, Stage
from bot.sandbox.page.wording import Wording


class Composer:
    """The foot of a chat."""

    def __init__(self, stage: Stage, wording: Wording, character: Character) -> None:
        self._stage, self._wording, self._character = stage, wording, character
        self._reply_to: Message | None = None
        self._shown: object = None
        with ui.element("div").classes("composer"):
            self._answering = ui.element("div").classes("answering")
            self._menu = (
                ui.element("div")
                .classes("menu")
                .props(f'role=group aria-label="{wording("Lệnh")}"')
            )
            self._line = ui.element("div").classes("line")
            with self._line:
                self._draw_line()
            with ui.element("div") as self._start:
                Text(self._why_start(), "p", classes="unstarted")
                Button(wording("Bắt đầu"), self._press_start, classes="start")
            self._keys = ui.element("div").classes("keyboard")
        self._menu.set_visibility(False)
        self.reply(None)
        self.refresh()

    def refresh(self) -> None:
        """Show what the chat asks of the person now: Start, a keyboard, an answer."""
        chat = self._stage.world.chats[self._character.profile.id]
        self._line.set_visibility(chat.bot_inside)
        self._start.set_visibility(not chat.bot_inside)
        if chat.reply_keyboard is self._shown:
            return
        self._shown = keyboard = chat.reply_keyboard
        placeholder = keyboard.placeholder if keyboard else ""
        self._box.props["placeholder"] = placeholder or self._wording("Soạn tin…")
        self._box.update()
        self._keys.clear()
        if isinstance(keyboard, ReplyKeyboard):
            with self._keys:
                keyboards.reply(keyboard, self._press)
        if isinstance(keyboard, ForceReply):
            self.reply(self._last_asked())

    def reply(self, message: Message | None) -> None:
        """Answer this message with the next words; None answers none."""
        self._reply_to = message
        self._answering.clear()
        self._answering.set_visibility(message is not None)
        if message is None:
            return
        sender = self._stage.world.sender(message)
        with self._answering:
            with ui.element("div").classes("quoted"):
                Text(self._wording("Trả lời {name}", name=sender), "strong")
                Text(extract(message, self._wording))
            Button("✕", lambda: self.reply(None), hint=self._wording("Bỏ trả lời"))
        self._in_box("focus()")

    def _why_start(self) -> str:
        if self._character.invitation:
            return self._wording("Chưa đăng ký: “Bắt đầu” mở đường dẫn đăng ký của người này.")
        return self._wording("Người này chưa trò chuyện với bot.")

    def _draw_line(self) -> None:
        Button("/", self._toggle_menu, classes="commands", hint=self._wording("Lệnh"))
        # The words stay the browser's own until they are sent: nothing is lost to a late redraw.
        self._box = ui.element("textarea").props(f"rows=1 maxlength={TEXT_LIMIT}")
        self._box.props["placeholder"] = self._box.props["aria-label"] = self._wording("Soạn tin…")
        self._box.on("input", self._typed, js_handler="(event) => emit(event.target.value)")
        self._box.on("keydown", self._send, js_handler="(event) => sendAtEnter(event, emit)")
        self._box.on("keydown.escape", self._escape, args=[])
        send = Button(self._wording("Gửi"), classes="send")
        send.on("click", self._send, js_handler="(event) => sendAtClick(event, emit)")

    async def _send(self, event: GenericEventArguments) -> None:
        words, answered = str(event.args).strip(), self._reply_to
        if not words:
            return
        self.reply(None)
        self._menu.set_visibility(False)
        await self._say(words, answered)

    async def _say(self, words: str, answered: Message | None = None) -> None:
        person = self._character.profile.id
        reply_to = answered.id if answered else None
        await self._stage.world.say(person, words, reply_to=reply_to)

    async def _press(self, button: ReplyButton) -> None:
        if button.request_contact:
            await self._stage.world.share_contact(self._character.profile.id)
        else:
            await self._say(button.text)

    async def _press_start(self) -> None:
        person, code = self._character.profile.id, self._character.invitation
        await self._stage.world.follow_link(person, code)

    def _escape(self) -> None:
        self._menu.set_visibility(False)
        self.reply(None)

    def _typed(self, event: GenericEventArguments) -> None:
        words = str(event.args)
        if words.startswith("/") and "\n" not in words:
            self._open_menu(words.removeprefix("/"))
        else:
            self._menu.set_visibility(False)

    def _toggle_menu(self) -> None:
        if self._menu.visible:
            self._menu.set_visibility(False)
        else:
            self._open_menu("")

    def _open_menu(self, beginning: str) -> None:
        offered = self._stage.world.menu(self._character.profile.id)
        found = [command for command in offered if command.command.startswith(beginning)]
        self._menu.clear()
        self._menu.set_visibility(bool(found))
        with self._menu:
            for command in found:
                self._draw_command(command)

    def _draw_command(self, command: Command) -> None:
        async def choose() -> None:
            self._menu.set_visibility(False)
            self._in_box("value = ''")
            await self._say(f"/{command.command}")

        with Button("", choose):
            Text(f"/{command.command}", "strong")
            Text(command.description)

    def _in_box(self, deed: str) -> None:
        self._box.client.run_javascript(f"getHtmlElement({self._box.id}).{deed}")

    def _last_asked(self) -> Message | None:
        messages = self._stage.world.messages(self._character.profile.id)
        asked = [message for message in messages if isinstance(message.markup, ForceReply)]
        return asked[-1] if asked else None
