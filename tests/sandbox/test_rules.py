"""What the server refuses, in the words by which bots tell the reasons apart."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from telegram import InlineKeyboardButton, InputMediaDocument, InputMediaPhoto
from telegram.error import BadRequest, Forbidden, InvalidToken
from telegram.ext import ExtBot

from bot.sandbox import api
from bot.sandbox.call import Call
from bot.sandbox.clock import SandboxClock
from bot.sandbox.people import Person
from bot.sandbox.world import World
from tests.sandbox.conftest import CARD, PNG, App

Bot = ExtBot[Any]


@pytest.fixture
async def bot(app: App, lan: Person) -> Bot:
    """The bot of someone who has pressed Start."""
    await lan.says("/start")
    return app.bot  # type: ignore[no-any-return] # the alias of the application says Any


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Message text is empty"),
        (" \n ", "Text must be non-empty"),
        ("<b></b>", "Message text is empty"),
        ("x" * 4097, "Message is too long"),
        ("😀" * 2049, "Message is too long"),
    ],
)
async def test_a_text_has_1_to_4096_units(bot: Bot, lan: Person, text: str, reason: str) -> None:
    with pytest.raises(BadRequest, match=reason):
        await bot.send_message(lan.id, text, "HTML")


async def test_the_length_counts_after_the_marks_are_taken_out(bot: Bot, lan: Person) -> None:
    await bot.send_message(lan.id, "<b>" + "&lt;" * 4096 + "</b>", "HTML")
    assert lan.sees() == "<" * 4096


async def test_a_caption_has_at_most_1024_units(bot: Bot, lan: Person) -> None:
    await bot.send_photo(lan.id, PNG, caption="<b>" + "x" * 1024 + "</b>", parse_mode="HTML")
    for caption in ("x" * 1025, "😀" * 513):
        with pytest.raises(BadRequest, match="Message caption is too long"):
            await bot.send_photo(lan.id, PNG, caption=caption)


async def test_white_space_at_the_ends_goes_and_the_marks_move(bot: Bot, lan: Person) -> None:
    await bot.send_message(lan.id, "\n  <b> một</b> \n", "HTML")
    assert lan.sees() == "một"
    assert [(e.type, e.offset, e.length) for e in lan.message.entities] == [("bold", 0, 3)]


async def test_the_server_marks_links_and_commands_by_itself(bot: Bot, lan: Person) -> None:
    await bot.send_message(lan.id, "Gõ /me, xem https://nep.vn/a.")
    coded = lan.sees()
    marked = [(e.type, coded[e.offset : e.offset + e.length]) for e in lan.message.entities]
    assert marked == [("bot_command", "/me"), ("url", "https://nep.vn/a")]


def button(**action: object) -> dict[str, object]:
    return {"text": "Gửi", **action}


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([[button(callback_data="x" * 65)]], "Button_data_invalid"),
        ([[button(callback_data="ữ" * 22)]], "Button_data_invalid"),
        ([[button(callback_data="")]], "Button_data_invalid"),
        ([[button()]], "text buttons are unallowed in the inline keyboard"),
        ([[button(text=" ", callback_data="x")]], "text must be non-empty"),
        ([[button(url="nep")]], "url 'nep' is invalid: wrong http url"),
        ([[button(copy_text={"text": "x" * 257})]], "Button_copy_text_invalid"),
        ([[button(web_app={"url": "http://nep.vn"})]], "only https links are allowed"),
        ([[button(callback_data="x", style="blue")]], "invalid button style"),
        ([[button(callback_data="x")] * 9], "Reply markup is too long"),
        ([[button(callback_data="x")]] * 101, "Reply markup is too long"),
    ],
)
async def test_a_keyboard_that_is_not_one(
    bot: Bot, lan: Person, rows: list[list[dict[str, object]]], reason: str
) -> None:
    markup: Any = {"inline_keyboard": rows}
    with pytest.raises(BadRequest, match=reason):
        await bot.send_message(lan.id, "Thẻ", reply_markup=markup)


async def test_every_kind_of_button_comes_back_as_it_was_sent(bot: Bot, lan: Person) -> None:
    rows = [
        [
            button(callback_data="x" * 64, style="danger"),
            button(url="https://nep.vn"),
            button(copy_text={"text": "MA-1"}),
            button(web_app={"url": "https://nep.vn"}),
        ]
    ]
    markup: Any = {"inline_keyboard": rows}
    sent = await bot.send_message(lan.id, "Thẻ", reply_markup=markup)
    assert sent.reply_markup
    assert sent.reply_markup.to_dict() == markup


async def test_a_contact_is_asked_for_in_private_only(bot: Bot, lan: Person, world: World) -> None:
    group = world.add_group("Phòng", [lan.id])
    markup: Any = {"keyboard": [[{"text": "Số", "request_contact": True}]]}
    with pytest.raises(BadRequest, match="Phone number can be requested in private chats only"):
        await bot.send_message(group.id, "Số?", reply_markup=markup)


async def test_an_edit_that_changes_nothing(bot: Bot, lan: Person) -> None:
    sent = await bot.send_message(lan.id, "<b>Thẻ</b>", "HTML", reply_markup=CARD)
    same: list[Callable[[], Any]] = [
        lambda: sent.edit_text("<b>Thẻ</b>", "HTML", reply_markup=CARD),
        lambda: sent.edit_reply_markup(CARD),
    ]
    for edit in same:
        with pytest.raises(BadRequest, match="Message is not modified: specified new message"):
            await edit()


async def test_an_edit_without_buttons_takes_them_away(bot: Bot, lan: Person) -> None:
    sent = await bot.send_message(lan.id, "Thẻ", reply_markup=CARD)
    await sent.edit_text("Thẻ")
    assert lan.buttons() == []
    assert lan.message.edited is not None


async def test_only_what_is_there_can_be_edited(bot: Bot, lan: Person) -> None:
    text = await bot.send_message(lan.id, "Thẻ")
    photo = await bot.send_photo(lan.id, PNG)
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await text.edit_caption("x")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await photo.edit_text("x")
    lan.deletes(lan.message)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await photo.edit_caption("x")


async def test_a_picture_is_replaced_with_its_caption(bot: Bot, lan: Person) -> None:
    sent = await bot.send_photo(lan.id, PNG, caption="Tháng 10")
    await sent.edit_media(InputMediaPhoto(PNG, "<b>Tháng 11</b>", parse_mode="HTML"))
    assert lan.sees() == "Tháng 11"
    await sent.edit_media(InputMediaDocument(b"a,b", filename="11.csv"))
    assert lan.message.photo is None
    assert lan.message.document


async def test_the_bot_edits_its_own_messages_only(bot: Bot, lan: Person) -> None:
    said = await lan.says("của tôi")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("của bot", lan.id, said.id)


async def test_a_message_with_a_reply_keyboard_cannot_be_edited(bot: Bot, lan: Person) -> None:
    keys: Any = {"keyboard": [[{"text": "Có"}]]}
    sent = await bot.send_message(lan.id, "Có không?", reply_markup=keys)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await sent.edit_text("Không hỏi nữa")


async def test_a_message_is_deleted_within_48_hours(
    bot: Bot, lan: Person, clock: SandboxClock
) -> None:
    old, young = await bot.send_message(lan.id, "cũ"), await bot.send_message(lan.id, "mới")
    assert await young.delete()
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await young.delete()
    clock.advance(timedelta(hours=48, seconds=1))
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await old.delete()


async def test_many_are_deleted_and_what_is_not_there_is_passed_over(bot: Bot, lan: Person) -> None:
    sent = [(await bot.send_message(lan.id, "x")).id for _ in range(2)]
    before = len(lan.messages)
    assert await bot.delete_messages(lan.id, [*sent, 999])
    assert len(lan.messages) == before - 2


async def test_in_a_group_only_an_administrator_deletes_for_others(
    bot: Bot, lan: Person, world: World
) -> None:
    group = world.add_group("Phòng", [lan.id])
    said = await lan.within(group.id).says("x")
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(group.id, said.id)
    group.admins.add(bot.id)
    assert await bot.delete_message(group.id, said.id)


async def test_who_is_in_a_group(bot: Bot, lan: Person, minh: Person, world: World) -> None:
    group = world.add_group("Phòng", [lan.id, minh.id], admins=[minh.id])
    people = [lan.id, minh.id, bot.id]
    found = [(await bot.get_chat_member(group.id, person)).status for person in people]
    assert found == ["member", "administrator", "member"]
    group.members.remove(lan.id)
    assert (await bot.get_chat_member(group.id, lan.id)).status == "left"
    with pytest.raises(BadRequest, match="User not found"):
        await bot.get_chat_member(group.id, 1)


async def test_what_is_answered_must_be_there(bot: Bot, lan: Person) -> None:
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(lan.id, "x", reply_to_message_id=99)
    sent = await bot.send_message(
        lan.id, "x", reply_to_message_id=99, allow_sending_without_reply=True
    )
    assert sent.reply_to_message is None


TOO_OLD = "Query is too old and response timeout expired or query id is invalid"


async def test_a_tap_is_answered_once_and_in_time(
    bot: Bot, lan: Person, clock: SandboxClock, world: World
) -> None:
    world.deliver = None
    await bot.send_message(lan.id, "Thẻ", reply_markup=CARD)
    tap = await lan.taps("Đạt tất cả")
    with pytest.raises(BadRequest, match="Message_too_long"):
        await bot.answer_callback_query(tap.id, "x" * 201)
    assert lan.answer is None
    await bot.answer_callback_query(tap.id, "x" * 200, show_alert=True)
    assert lan.answer
    assert lan.answer.alert
    with pytest.raises(BadRequest, match=TOO_OLD):
        await bot.answer_callback_query(tap.id)

    late = await lan.taps("Đạt tất cả")
    clock.advance(timedelta(seconds=16))
    for query_id in (late.id, "1"):
        with pytest.raises(BadRequest, match=TOO_OLD):
            await bot.answer_callback_query(query_id)


async def test_nobody_is_written_to_who_does_not_want_it(
    bot: Bot, lan: Person, minh: Person
) -> None:
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(minh.id, "Chào")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(1, "Chào")
    await lan.blocks_bot()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(lan.id, "Chào")
    await lan.says("/start")
    await bot.send_message(lan.id, "Chào")


async def test_a_group_without_the_bot_hears_nothing(bot: Bot, lan: Person, world: World) -> None:
    group = world.add_group("Phòng", [lan.id], bot_inside=False)
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await bot.send_message(group.id, "Chào")
    await world.add_bot(lan.id, group.id)
    await world.remove_bot(lan.id, group.id)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group.id, "Chào")


async def test_a_photo_is_a_picture(bot: Bot, lan: Person) -> None:
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await bot.send_photo(lan.id, b"not a picture")
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bot.send_document(lan.id, b"", filename="x")
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await bot.send_photo(lan.id, "nothing-we-know")


async def test_an_album_holds_2_to_10_of_a_kind(bot: Bot, lan: Person) -> None:
    for count in (1, 11):
        with pytest.raises(BadRequest, match="Wrong number"):
            await bot.send_media_group(lan.id, [InputMediaPhoto(PNG)] * count)
    mixed: Any = [InputMediaPhoto(PNG), InputMediaDocument(b"x", filename="x")]
    with pytest.raises(BadRequest, match="Documents can't be mixed with other media types"):
        await bot.send_media_group(lan.id, mixed)


async def test_a_reaction_is_one_of_telegrams(bot: Bot, lan: Person) -> None:
    await bot.set_message_reaction(lan.id, lan.message.id, "👌")
    assert lan.message.reactions == {bot.id: ("👌",)}
    with pytest.raises(BadRequest, match="Reaction_invalid"):
        await bot.set_message_reaction(lan.id, lan.message.id, "x")


async def test_the_chat_is_described(bot: Bot, lan: Person) -> None:
    chat = await bot.get_chat(lan.id)
    assert (chat.type, chat.first_name, chat.last_name) == ("private", "Lan", "Trần")


@pytest.mark.parametrize(
    ("token", "method", "code"),
    [
        ("4200000001:other", "getMe", 401),
        ("nonsense", "getMe", 404),
        ("4200000001:sandbox", "sendNothing", 404),
        ("4200000001:sandbox", "GETME", 200),
    ],
)
async def test_tokens_and_methods(world: World, token: str, method: str, code: int) -> None:
    status, body = await api.answer(world, token, Call(method))
    assert status == code
    assert body["ok"] is (code == 200)


async def test_a_wrong_token_stops_the_bot(world: World) -> None:
    from telegram import Bot as PlainBot

    from bot.sandbox.transport import SandboxRequest

    request = SandboxRequest(world)
    stranger = PlainBot("4200000001:other", request=request, get_updates_request=request)
    with pytest.raises(InvalidToken):
        await stranger.initialize()


async def test_a_label_is_needed(bot: Bot, lan: Person) -> None:
    markup: Any = {"inline_keyboard": [[{"callback_data": "x"}]]}
    with pytest.raises(BadRequest, match="can't find field"):
        await bot.send_message(lan.id, "Thẻ", reply_markup=markup)
    assert InlineKeyboardButton("Gửi", callback_data="x").to_dict() == button(callback_data="x")
