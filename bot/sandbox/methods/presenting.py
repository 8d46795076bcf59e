"""How the bot presents itself: menus, name, descriptions, menu button."""

from bot.sandbox.call import Call
from bot.sandbox.menus import Scope, check_language, parse_scope
from bot.sandbox.methods.registry import method
from bot.sandbox.methods.targets import any_chat
from bot.sandbox.model import JSON, Command
from bot.sandbox.refusal import bad_request
from bot.sandbox.world import World


@method
def set_my_commands(world: World, call: Call) -> bool:
    given = call.structure("commands") or []
    commands = tuple(
        Command(str(one["command"]).removeprefix("/"), one["description"]) for one in given
    )
    scope, language = _menu(world, call)
    world.bot.menus.put(scope, language, commands)
    _touch(world, scope[1])
    return True


@method
def get_my_commands(world: World, call: Call) -> list[JSON]:
    commands = world.bot.menus.get(*_menu(world, call))
    return [{"command": one.command, "description": one.description} for one in commands]


@method
def delete_my_commands(world: World, call: Call) -> bool:
    scope, language = _menu(world, call)
    world.bot.menus.drop(scope, language)
    _touch(world, scope[1])
    return True


@method
def set_my_name(world: World, call: Call) -> bool:
    return _put(world, call, "name")


@method
def get_my_name(world: World, call: Call) -> JSON:
    return _get(world, call, "name")


@method
def set_my_description(world: World, call: Call) -> bool:
    return _put(world, call, "description")


@method
def get_my_description(world: World, call: Call) -> JSON:
    return _get(world, call, "description")


@method
def set_my_short_description(world: World, call: Call) -> bool:
    return _put(world, call, "short_description")


@method
def get_my_short_description(world: World, call: Call) -> JSON:
    return _get(world, call, "short_description")


@method
def set_chat_menu_button(world: World, call: Call) -> bool:
    button = call.structure("menu_button") or {"type": "default"}
    if button.get("type") not in {"commands", "web_app", "default"}:
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    world.bot.menu_buttons[call.chat_id or 0] = button
    _touch(world, call.chat_id or 0)
    return True


@method
def get_chat_menu_button(world: World, call: Call) -> JSON:
    buttons = world.bot.menu_buttons
    return buttons.get(call.chat_id or 0) or buttons.get(0) or {"type": "commands"}


def _menu(world: World, call: Call) -> tuple[Scope, str]:
    scope = parse_scope(call.structure("scope"))
    if scope[1]:
        any_chat(world, scope[1])
    return scope, check_language(call.text("language_code"))


def _put(world: World, call: Call, field: str) -> bool:
    world.bot.put_text(field, check_language(call.text("language_code")), call.text(field))
    _touch(world)
    return True


def _get(world: World, call: Call, field: str) -> JSON:
    return {field: world.bot.text(field, check_language(call.text("language_code")))}


def _touch(world: World, chat_id: int = 0) -> None:
    """Have one chat drawn again, or all."""
    for chat in [any_chat(world, chat_id)] if chat_id else world.chats.values():
        world.touch(chat)
