"""`reply_markup`: read, and refused where the server refuses it."""

from collections.abc import Sequence
from typing import Any, get_args

from bot.sandbox.model import (
    JSON,
    ForceReply,
    InlineButton,
    InlineKeyboard,
    Markup,
    RemoveKeyboard,
    ReplyButton,
    ReplyKeyboard,
    Style,
)
from bot.sandbox.refusal import bad_request

DATA_BYTES = 64
BUTTONS = 100
BUTTONS_IN_A_ROW = 8
COPY_TEXT = 256
ADDRESSES = ("http://", "https://", "tg://", "ton://")


def parse(markup: JSON | None, *, private: bool) -> Markup | None:
    """Read a `reply_markup`; an inline keyboard without buttons is none."""
    if not markup:
        return None
    if "inline_keyboard" in markup:
        return inline(markup)
    if "keyboard" in markup:
        return _reply(markup, private=private)
    if markup.get("force_reply"):
        return ForceReply(markup.get("input_field_placeholder", ""))
    if markup.get("remove_keyboard"):
        return RemoveKeyboard()
    raise bad_request("object expected as reply markup")


def inline(markup: JSON) -> InlineKeyboard | None:
    rows = [tuple(_inline_button(button) for button in row) for row in markup["inline_keyboard"]]
    kept = tuple(row for row in rows if row)
    check_counts(kept)
    return InlineKeyboard(kept) if kept else None


def check_counts(rows: Sequence[Sequence[object]]) -> None:
    if sum(map(len, rows)) > BUTTONS or any(len(row) > BUTTONS_IN_A_ROW for row in rows):
        raise bad_request("reply markup is too long")


def check_data(data: str) -> None:
    if not 1 <= len(data.encode()) <= DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")


def _inline_button(button: JSON) -> InlineButton:
    text = _label(button, "inline keyboard button")
    parsed = InlineButton(
        text,
        callback_data=button.get("callback_data", ""),
        url=button.get("url", ""),
        copy_text=(button.get("copy_text") or {}).get("text", ""),
        web_app=(button.get("web_app") or {}).get("url", ""),
        style=_style(button),
    )
    _check_action(button, parsed)
    return parsed


def _check_action(button: JSON, parsed: InlineButton) -> None:
    actions = {"callback_data", "url", "copy_text", "web_app"} & button.keys()
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if "callback_data" in actions:
        check_data(parsed.callback_data)
    if "url" in actions and not parsed.url.startswith(ADDRESSES):
        raise bad_request(f"inline keyboard button URL '{parsed.url}' is invalid: Wrong HTTP URL")
    if "copy_text" in actions and not 1 <= len(parsed.copy_text) <= COPY_TEXT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if "web_app" in actions and not parsed.web_app.startswith("https://"):
        raise bad_request(
            f"inline keyboard button Web App URL '{parsed.web_app}' is invalid: "
            "Only HTTPS links are allowed"
        )


def _reply(markup: JSON, *, private: bool) -> ReplyKeyboard | None:
    rows = tuple(
        tuple(_reply_button(button, private=private) for button in row)
        for row in markup["keyboard"]
        if row
    )
    if not rows:
        return None
    check_counts(rows)
    return ReplyKeyboard(
        rows,
        one_time=bool(markup.get("one_time_keyboard")),
        placeholder=markup.get("input_field_placeholder", ""),
    )


def _reply_button(button: Any, *, private: bool) -> ReplyButton:  # noqa: ANN401 - a string or an object
    if isinstance(button, str):
        button = {"text": button}
    asks = bool(button.get("request_contact"))
    if asks and not private:
        raise bad_request("phone number can be requested in private chats only")
    return ReplyButton(_label(button, "keyboard button"), asks, _style(button))


def _label(button: JSON, what: str) -> str:
    text = button.get("text")
    if not isinstance(text, str):
        raise bad_request(f"can't parse {what}: Can't find field \"text\"")
    if not text.strip():
        raise bad_request(f"{what} text must be non-empty")
    return text


def _style(button: JSON) -> Style | None:
    style = button.get("style")
    if style is not None and style not in get_args(Style):
        raise bad_request("can't parse keyboard button: invalid button style specified")
    return style
