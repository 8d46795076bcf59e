"""Pushing updates to the bot's address.

Lanes (a chat, or one person's taps) keep their order and go side by side. Whatever is not 2xx is
tried again, each time after twice the wait, until the update is too old.
"""

import asyncio
from collections import deque
from contextlib import suppress

import aiohttp

from bot.sandbox import api
from bot.sandbox.call import Call
from bot.sandbox.faults import ConnectionBroken
from bot.sandbox.updates import Update, Webhook
from bot.sandbox.world import World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
ANSWER_WITHIN = aiohttp.ClientTimeout(60.0)
LONGEST_WAIT = 60.0
_PATIENCE = aiohttp.ClientTimeout(total=60)


class WebhookSender:
    """Serves whichever webhook is set; `run` ends only by cancellation."""

    def __init__(self, world: World, *, first_wait: float = 1.0) -> None:
        self._world = world
        self._first_wait = first_wait
        self._lanes: dict[str, deque[Update]] = {}

    async def run(self) -> None:
        while True:
            if webhook := self._world.updates.webhook:
                async with aiohttp.ClientSession(timeout=ANSWER_WITHIN) as client:
                    await self._serve(client, webhook)
            else:
                await self._world.updates.stirred()

    async def _serve(self, client: aiohttp.ClientSession, webhook: Webhook) -> None:
        """Push until another webhook or none is set."""
        seen = 0
        self._lanes.clear()
        connections = asyncio.Semaphore(webhook.max_connections)
        async with asyncio.TaskGroup() as group:
            while self._world.updates.webhook is webhook:
                for update in self._world.updates.after(seen):
                    seen = update.serial
                    if update.lane in self._lanes:
                        self._lanes[update.lane].append(update)
                    else:
                        self._lanes[update.lane] = deque([update])
                        group.create_task(self._drain(client, webhook, update.lane, connections))
                await self._world.updates.stirred()

    async def _drain(
        self,
        client: aiohttp.ClientSession,
        webhook: Webhook,
        lane: str,
        connections: asyncio.Semaphore,
    ) -> None:
        queue = self._lanes[lane]
        wait = self._first_wait
        while queue and self._world.updates.webhook is webhook:
            update = queue[0]
            if update.expires <= self._world.clock.now():
                queue.popleft()
                continue
            async with connections:
                taken = await self._push(client, webhook, update)
            if taken:
                queue.popleft()
                self._world.updates.settle(update)
                wait = self._first_wait
            else:
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._world.updates.replaced()
                wait = min(wait * 2, LONGEST_WAIT)
        self._lanes.pop(lane, None)

    async def _push(self, client: aiohttp.ClientSession, webhook: Webhook, update: Update) -> bool:
        headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
        sending = client.post(webhook.url, json=update.json, headers=headers, allow_redirects=False)
        try:
            async with sending as response:
                if response.status // 100 != 2:
                    reason = f"{response.status} {response.reason}"
                    self._world.updates.failed(f"Wrong response from the webhook: {reason}")
                    return False
                await self._obey(response)
        except TimeoutError:
            self._world.updates.failed("Read timeout expired")
            return False
        except aiohttp.ClientError:
            self._world.updates.failed("Connection refused")
            return False
        return True

    async def _obey(self, response: aiohttp.ClientResponse) -> None:
        """Make the call that a bot may put into its answer; it never learns the result."""
        if "json" not in response.content_type:
            return
        body = await response.json()
        if isinstance(body, dict) and "method" in body:
            call = Call(body.pop("method"), body)
            with suppress(ConnectionBroken):
                await api.answer(self._world, self._world.bot.token, call)
