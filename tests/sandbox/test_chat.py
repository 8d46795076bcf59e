"""A chat reads as a chat."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from telegram import (
    ForceReply,
    InputMediaPhoto,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    Update,
)
from telegram.error import ChatMigrated
from telegram.ext import ChatMemberHandler, MessageHandler, filters

from bot.sandbox.clock import SandboxClock
from bot.sandbox.people import Person
from bot.sandbox.world import World
from tests.sandbox.conftest import PNG, App, Context


async def test_a_card_changes_in_place_when_its_button_is_tapped(app: App, lan: Person) -> None:
    await lan.says("/card")
    assert lan.sees() == "Hôm nay"
    assert lan.buttons() == [["✅ Đạt tất cả"]]
    assert lan.message.keyboard[0][0].style == "success"
    shown = lan.message

    await lan.taps("Đạt tất cả")

    assert lan.message is shown
    assert lan.sees() == "Đã gửi"
    assert lan.buttons() == []
    assert lan.toast == "Đã ghi nhận"
    assert lan.news == [shown]


async def test_a_start_link_carries_its_payload(app: App, lan: Person) -> None:
    await lan.follows("https://t.me/nep_bot?start=MA-123_x")
    assert lan.sees() == "Xin chào MA-123_x"


@pytest.mark.parametrize("payload", ["x" * 65, "mã", "a b"])
async def test_a_start_link_cannot_carry_everything(lan: Person, payload: str) -> None:
    with pytest.raises(ValueError, match="at most 64"):
        await lan.follows(payload)


async def test_an_answer_shows_what_it_answers(app: App, lan: Person) -> None:
    asked = await lan.says("một")
    await lan.replies("hai")
    answers = [message for message in lan.messages if message.sender_id == lan.id]
    assert answers[-1].reply_to == asked.id + 1


async def test_the_more_exact_label_is_tapped(app: App, lan: Person, world: World) -> None:
    await lan.says("/start")
    keys = [[{"text": "✅ Duyệt tất cả", "callback_data": "all"}]]
    keys.append([{"text": "✅ Duyệt", "callback_data": "one"}])
    markup: Any = {"inline_keyboard": keys}
    await app.bot.send_message(lan.id, "Hộp thư", reply_markup=markup)
    tap = await lan.taps("Duyệt")
    assert tap.data == "one"


async def test_a_missing_button_is_named_with_those_that_are_there(app: App, lan: Person) -> None:
    await lan.says("/card")
    with pytest.raises(AssertionError, match=r"no button 'Gửi' among.*Đạt tất cả"):
        await lan.taps("Gửi")


async def test_two_people_are_served_side_by_side(app: App, lan: Person, minh: Person) -> None:
    await asyncio.gather(lan.says("của Lan"), minh.says("của Minh"))
    assert (lan.sees(), minh.sees()) == ("của Lan", "của Minh")


async def test_a_contact_is_shared_by_its_key(app: App, lan: Person) -> None:
    async def thank(update: Update, context: Context) -> None:
        assert update.message
        assert update.message.contact
        shared = update.message.contact
        assert update.effective_user
        own = shared.user_id == update.effective_user.id
        await update.message.reply_text(
            f"{shared.phone_number} {own}", reply_markup=ReplyKeyboardRemove()
        )

    app.add_handler(MessageHandler(filters.CONTACT, thank))
    await lan.says("/start")
    keys = ReplyKeyboardMarkup([[KeyboardButton("📱 Chia sẻ số", request_contact=True)]])
    await app.bot.send_message(lan.id, "Đồng chí là ai?", reply_markup=keys)
    assert lan.keyboard == [["📱 Chia sẻ số"]]

    await lan.presses("Chia sẻ số")

    assert lan.sees() == "0912345678 True"
    assert lan.keyboard == []


async def test_a_forced_reply_goes_once_answered(app: App, lan: Person, world: World) -> None:
    await lan.says("/start")
    await app.bot.send_message(lan.id, "Lý do?", reply_markup=ForceReply())
    assert world.chats[lan.id].reply_keyboard is not None
    await lan.replies("Đưa con đi khám")
    assert world.chats[lan.id].reply_keyboard is None


async def test_a_document_reaches_the_bot_and_can_be_fetched(app: App, lan: Person) -> None:
    fetched = []

    async def fetch(update: Update, context: Context) -> None:
        assert update.message
        assert update.message.document
        file = await update.message.document.get_file()
        fetched.append((update.message.caption, bytes(await file.download_as_bytearray())))

    app.add_handler(MessageHandler(filters.Document.ALL, fetch))
    await lan.sends_file("danh-sach.csv", b"a,b", "Danh sách")
    assert fetched == [("Danh sách", b"a,b")]


async def test_pictures_documents_and_albums_are_shown(app: App, lan: Person) -> None:
    await lan.says("/start")
    await app.bot.send_photo(lan.id, PNG, caption="<i>Tháng 11</i>", parse_mode="HTML")
    assert lan.message.photo
    assert (lan.message.photo.data, lan.message.photo.width) == (PNG, 4)
    assert lan.sees() == "Tháng 11"

    await app.bot.send_document(lan.id, b"xlsx", filename="xếp hạng.xlsx")
    assert lan.message.document
    assert lan.message.document.name == "xếp hạng.xlsx"

    sent = await app.bot.send_media_group(lan.id, [InputMediaPhoto(PNG), InputMediaPhoto(PNG)])
    assert len({message.media_group_id for message in sent}) == 1
    assert [bool(message.album) for message in lan.messages[-2:]] == [True, True]


async def test_a_file_is_sent_again_by_its_identifier(app: App, lan: Person) -> None:
    await lan.says("/start")
    first = await app.bot.send_photo(lan.id, PNG)
    again = await app.bot.send_photo(lan.id, first.photo[-1].file_id)
    assert again.photo[-1].file_unique_id == first.photo[-1].file_unique_id


async def test_a_rewritten_message_reaches_the_bot(app: App, lan: Person) -> None:
    said = await lan.says("mọt")
    await lan.rewrites(said, "một")
    assert lan.sees() == "một"


async def test_a_page_learns_of_every_change(app: App, lan: Person, world: World) -> None:
    touched: list[int] = []
    forget = world.subscribe(touched.append)
    before = world.version
    waiting = asyncio.ensure_future(world.changed(before))
    mine = asyncio.ensure_future(world.changed(before, lan.id))
    await lan.says("xin chào")
    assert await waiting > before
    assert await mine > before
    assert set(touched) == {lan.id}
    forget()
    touched.clear()
    await lan.says("lần nữa")
    assert touched == []


async def test_typing_is_shown_until_the_message_comes(app: App, lan: Person, world: World) -> None:
    await lan.says("/start")
    await app.bot.send_chat_action(lan.id, "typing")
    assert world.chats[lan.id].action == "typing"
    await app.bot.send_message(lan.id, "Đây")
    assert world.chats[lan.id].action == ""


async def test_the_time_of_a_message_is_the_worlds(
    app: App, lan: Person, clock: SandboxClock
) -> None:
    clock.advance(timedelta(days=3))
    await lan.says("/start")
    assert lan.message.date == clock.now()


async def test_in_a_group_the_bot_sees_only_what_is_meant_for_it(
    app: App, lan: Person, minh: Person, world: World
) -> None:
    group = world.add_group("Phòng Văn hóa", [lan.id, minh.id])
    in_group = lan.within(group.id)
    await in_group.says("chuyện riêng")
    assert in_group.news == []

    await in_group.says("/start@other_bot")
    assert in_group.news == []

    await in_group.says("/start@nep_bot")
    assert in_group.sees() == "Xin chào"

    await minh.within(group.id).replies("cảm ơn", to=in_group.message)
    assert in_group.sees() == "cảm ơn"


async def test_the_bot_learns_that_it_came_and_went(app: App, lan: Person, world: World) -> None:

    seen = []

    async def note(update: Update, context: Context) -> None:
        assert update.my_chat_member
        seen.append(update.my_chat_member.new_chat_member.status)

    app.add_handler(ChatMemberHandler(note))
    group = world.add_group("Phòng Văn hóa", [lan.id], bot_inside=False)
    await world.add_bot(lan.id, group.id)
    await world.remove_bot(lan.id, group.id)
    await lan.says("/start")
    await lan.blocks_bot()
    await lan.unblocks_bot()
    assert seen == ["member", "left", "kicked", "member"]


async def test_a_picture_reaches_the_bot(app: App, lan: Person) -> None:
    seen = []

    async def look(update: Update, context: Context) -> None:
        assert update.message
        seen.append((update.message.caption, update.message.photo[-1].width))

    app.add_handler(MessageHandler(filters.PHOTO, look))
    await lan.sends_photo(PNG, "Thẻ công chức")
    assert seen == [("Thẻ công chức", 4)]


async def test_people_delete_their_own_in_a_group_and_anything_in_private(
    app: App, lan: Person, minh: Person, world: World
) -> None:
    group = world.add_group("Phòng", [lan.id, minh.id])
    said = await lan.within(group.id).says("x")
    with pytest.raises(ValueError, match="their own messages only"):
        minh.deletes(said)
    lan.deletes(said)
    assert world.messages(group.id) == []
    await lan.says("x")
    lan.deletes(lan.message)
    assert [message.text for message in lan.messages] == ["x"]


async def test_a_small_group_is_upgraded(app: App, lan: Person, world: World) -> None:
    small = world.add_group("Phòng", [lan.id], small=True)
    moved = []

    async def note(update: Update, context: Context) -> None:
        assert update.message
        assert update.effective_chat
        to = update.message.migrate_to_chat_id
        moved.append((update.effective_chat.id, to, update.message.migrate_from_chat_id))

    app.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, note))
    grown = await world.upgrade(lan.id, small.id)
    assert moved == [(small.id, grown.id, None), (grown.id, None, small.id)]
    with pytest.raises(ChatMigrated) as refused:
        await app.bot.send_message(small.id, "x")
    assert refused.value.new_chat_id == grown.id
    await app.bot.send_message(grown.id, "x")


async def test_the_bot_may_fetch_its_updates_in_process_too(
    app: App, lan: Person, world: World
) -> None:
    world.deliver = None
    assert app.updater
    await app.start()
    await app.updater.start_polling()
    before = await lan.says("một")
    version = 0
    async with asyncio.timeout(5):
        while lan.messages[-1] is before:
            version = await world.changed(version, lan.id)
    assert lan.sees() == "một"
    await app.updater.stop()
    await app.stop()


async def test_outsiders_do_not_write_in_a_group(lan: Person, minh: Person, world: World) -> None:
    group = world.add_group("Phòng", [lan.id])
    with pytest.raises(ValueError, match="Minh is not in this chat"):
        await minh.within(group.id).says("x")


async def test_a_client_sends_no_more_than_4096_characters_at_once(lan: Person) -> None:
    await lan.says("x" * 4096)
    for text in (" ", "x" * 4097):
        with pytest.raises(ValueError, match="1 to 4096"):
            await lan.says(text)


async def test_the_bot_as_administrator_of_a_group_sees_all(
    app: App, lan: Person, world: World
) -> None:
    group = world.add_group("Phòng", [lan.id], admins=[world.bot.id])
    here = lan.within(group.id)
    await here.says("chuyện riêng")
    assert here.sees() == "chuyện riêng"
