"""People and faults from another process, for load tests: small, JSON in and out.

POST   /sandbox/people   as World.add_person; gives the person
POST   /sandbox/say      person_id, text, chat_id?, reply_to?; gives the message
POST   /sandbox/tap      person_id, message_id, data, chat_id?, wait? in seconds; gives the answer
GET    /sandbox/chat/ID  version and messages; since= and wait= hold it until it changes
POST   /sandbox/faults   as Faults.add; GET counts what has struck, DELETE ends them
POST   /sandbox/flood    enabled: Telegram's limits on sending
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox import wire
from bot.sandbox.faults import Kind
from bot.sandbox.model import JSON, Tap
from bot.sandbox.world import World

Deed = Callable[[World, Request], Awaitable[JSON]]


def routes(world: World) -> list[Route]:
    return [
        _route(world, "/people", "POST", _people),
        _route(world, "/say", "POST", _say),
        _route(world, "/tap", "POST", _tap),
        _route(world, "/chat/{chat_id:int}", "GET", _chat),
        _route(world, "/faults", "POST", _add_fault),
        _route(world, "/faults", "GET", _count_faults),
        _route(world, "/faults", "DELETE", _clear_faults),
        _route(world, "/flood", "POST", _flood),
    ]


def _route(world: World, path: str, verb: str, deed: Deed) -> Route:
    async def endpoint(request: Request) -> Response:
        try:
            return JSONResponse(await deed(world, request))
        except (KeyError, TypeError, ValueError) as error:
            return JSONResponse({"error": repr(error)}, 400)

    return Route(path, endpoint, methods=[verb])


async def _people(world: World, request: Request) -> JSON:
    details = await request.json()
    return asdict(world.add_person(details.pop("first_name"), **details))


async def _say(world: World, request: Request) -> JSON:
    body = await request.json()
    said = await world.say(
        body["person_id"],
        body["text"],
        chat_id=body.get("chat_id"),
        reply_to=body.get("reply_to"),
    )
    return wire.message(world, said)


async def _tap(world: World, request: Request) -> JSON:
    body = await request.json()
    person_id = body["person_id"]
    chat_id = body.get("chat_id", person_id)
    tap = await world.tap(person_id, chat_id, body["message_id"], body["data"])
    with suppress(TimeoutError):
        async with asyncio.timeout(body.get("wait", 0)):
            await _answered(world, tap)
    return {"id": tap.id, "answer": asdict(tap.answer) if tap.answer else None}


async def _answered(world: World, tap: Tap) -> None:
    version = 0
    while tap.answer is None:
        version = await world.changed(version, tap.chat_id)


async def _chat(world: World, request: Request) -> JSON:
    chat = world.chats[request.path_params["chat_id"]]
    since = int(request.query_params.get("since", -1))
    with suppress(TimeoutError):
        async with asyncio.timeout(float(request.query_params.get("wait", 0))):
            await world.changed(since, chat.id)
    shown = [wire.message(world, message) for message in chat.messages.values()]
    return {"version": chat.version, "messages": shown}


async def _add_fault(world: World, request: Request) -> JSON:
    details = await request.json()
    return asdict(world.faults.add(Kind(details.pop("kind")), **details))


async def _count_faults(world: World, _request: Request) -> JSON:
    return {kind.value: count for kind, count in world.faults.struck.items()}


async def _clear_faults(world: World, _request: Request) -> JSON:
    world.faults.clear()
    return {}


async def _flood(world: World, request: Request) -> JSON:
    world.flood.enabled = bool((await request.json())["enabled"])
    return {"enabled": world.flood.enabled}
