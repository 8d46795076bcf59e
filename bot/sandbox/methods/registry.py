"""Methods by name. The server ignores case."""

from collections.abc import Callable
from typing import Any, TypeVar

from bot.sandbox.call import Call
from bot.sandbox.world import World

Method = Callable[[World, Call], Any]
"""Gives the result, or an awaitable of it."""

AnyMethod = TypeVar("AnyMethod", bound=Method)

METHODS: dict[str, Method] = {}


def method(function: AnyMethod) -> AnyMethod:
    """Offer a function under its name: `send_message` is `sendMessage`."""
    METHODS[function.__name__.replace("_", "")] = function
    return function
