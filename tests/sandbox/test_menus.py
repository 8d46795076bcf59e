"""Which commands one person is offered."""

from typing import Any

import pytest
from telegram import (
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeChatAdministrators,
    BotCommandScopeChatMember,
    MenuButtonCommands,
)
from telegram.error import BadRequest

from bot.sandbox.people import Person
from bot.sandbox.world import World
from tests.sandbox.conftest import App


async def test_the_narrowest_menu_is_offered(app: App, lan: Person, minh: Person) -> None:
    bot = app.bot
    await bot.set_my_commands([("help", "Trợ giúp")])
    assert lan.menu == ["help"]
    await bot.set_my_commands([("me", "Tháng")], BotCommandScopeAllPrivateChats())
    assert lan.menu == ["me"]
    await bot.set_my_commands([("approvals", "Duyệt")], BotCommandScopeChat(lan.id))
    assert (lan.menu, minh.menu) == (["approvals"], ["me"])
    await bot.delete_my_commands(BotCommandScopeChat(lan.id))
    assert lan.menu == ["me"]


async def test_ones_own_language_goes_before_none(app: App, world: World) -> None:
    john = Person.new(world, "John", language_code="en")
    await app.bot.set_my_commands([("toi", "Tháng của tôi")])
    await app.bot.set_my_commands([("me", "My month")], language_code="en")
    assert john.menu == ["me"]
    commands = await app.bot.get_my_commands(language_code="en")
    assert [(one.command, one.description) for one in commands] == [("me", "My month")]


async def test_in_a_group_members_and_administrators_have_their_own(
    app: App, lan: Person, minh: Person, world: World
) -> None:
    group = world.add_group("Phòng", [lan.id, minh.id], admins=[minh.id])
    here = [lan.within(group.id), minh.within(group.id)]
    await app.bot.set_my_commands([("help", "x")], BotCommandScopeAllGroupChats())
    assert [one.menu for one in here] == [["help"], ["help"]]
    await app.bot.set_my_commands([("rules", "x")], BotCommandScopeChatAdministrators(group.id))
    assert [one.menu for one in here] == [["help"], ["rules"]]
    scope = BotCommandScopeChatMember(group.id, lan.id)
    await app.bot.set_my_commands([("mine", "x")], scope)
    assert [one.menu for one in here] == [["mine"], ["rules"]]


@pytest.mark.parametrize(
    ("commands", "reason"),
    [
        ([("Help", "x")], "Bot_command_invalid"),
        ([("trợgiúp", "x")], "Bot_command_invalid"),
        ([("x" * 33, "x")], "Bot_command_invalid"),
        ([("help", "")], "Bot_command_description_invalid"),
        ([("help", "x" * 257)], "Bot_command_description_invalid"),
        ([("help", "x")] * 101, "Bot_commands_too_much"),
    ],
)
async def test_commands_that_are_none(
    app: App, commands: list[tuple[str, str]], reason: str
) -> None:
    with pytest.raises(BadRequest, match=reason):
        await app.bot.set_my_commands(commands)


async def test_a_menu_for_nobody_is_refused(app: App) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await app.bot.set_my_commands([("help", "x")], BotCommandScopeChat(5))
    with pytest.raises(BadRequest, match="Lang_code_invalid"):
        await app.bot.set_my_commands([("help", "x")], language_code="vie")


async def test_the_bot_presents_itself(app: App, world: World) -> None:
    bot: Any = app.bot
    await bot.set_my_name("Nếp Đà Nẵng")
    await bot.set_my_description("Tự đánh giá mỗi ngày")
    await bot.set_my_short_description("Nề nếp", language_code="vi")
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert (await bot.get_my_name()).name == "Nếp Đà Nẵng"
    assert (await bot.get_my_description()).description == "Tự đánh giá mỗi ngày"
    short = await bot.get_my_short_description(language_code="vi")
    assert short.short_description == "Nề nếp"
    assert (await bot.get_chat_menu_button()).type == "commands"
    assert world.bot.shown_name() == "Nếp Đà Nẵng"
    with pytest.raises(BadRequest, match="Bot_name_too_long"):
        await bot.set_my_name("x" * 65)
