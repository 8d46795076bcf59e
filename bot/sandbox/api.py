"""The one door of the server: a token, a call, an answer."""

import asyncio
import inspect
import re
from typing import Any

from bot.sandbox.call import Call
from bot.sandbox.methods import METHODS
from bot.sandbox.model import JSON, StoredFile
from bot.sandbox.refusal import ApiError, not_found
from bot.sandbox.world import World

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")


async def answer(world: World, token: str, call: Call) -> tuple[int, JSON]:
    """Give the HTTP status and the answer; `ConnectionBroken` means that the caller gets none."""
    try:
        _check_token(world, token)
        return 200, {"ok": True, "result": await _result(world, call)}
    except ApiError as refused:
        return refused.code, refused.json


def download(world: World, token: str, path: str) -> StoredFile | None:
    """Give the file under a path; `ConnectionBroken` as in `answer`, under the name "download"."""
    world.faults.before_effect("download", None)
    return world.files.at(path) if token == world.bot.token else None


async def _result(world: World, call: Call) -> Any:  # noqa: ANN401 - any JSON
    method = METHODS.get(call.method.lower())
    if method is None:
        raise not_found()
    world.calls[call.method] += 1
    if seconds := world.faults.delay(call.method, call.chat_id):
        await asyncio.sleep(seconds)
    world.faults.before_effect(call.method, call.chat_id)
    if call.chat_id is not None and _counts(call.method):
        world.flood.check(call.chat_id, _messages(call))
    result = method(world, call)
    if inspect.isawaitable(result):
        result = await result
    world.faults.after_effect(call.method, call.chat_id)
    return result


def _check_token(world: World, token: str) -> None:
    if not _TOKEN.fullmatch(token):
        raise not_found()
    if token != world.bot.token:
        raise ApiError(401, "Unauthorized")


def _counts(method: str) -> bool:
    """Whether a call uses up the limits on sending; a chat action does not."""
    lowered = method.lower()
    return lowered.startswith(("send", "edit")) and lowered != "sendchataction"


def _messages(call: Call) -> int:
    """Count an album by its pictures."""
    return len(call.structure("media") or ()) if call.method.lower() == "sendmediagroup" else 1
