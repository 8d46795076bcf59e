"""How updates reach the bot: fetched or pushed."""

import re
from urllib.parse import urlsplit

from bot.sandbox import wire
from bot.sandbox.call import Call
from bot.sandbox.methods.registry import method
from bot.sandbox.model import JSON
from bot.sandbox.refusal import bad_request
from bot.sandbox.updates import Webhook
from bot.sandbox.world import World

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_SECRET = re.compile(r"[A-Za-z0-9_-]*")


@method
async def get_updates(world: World, call: Call) -> list[JSON]:
    return await world.updates.fetch(
        offset=call.integer("offset", 0),
        limit=call.integer("limit", 100),
        seconds=call.integer("timeout", 0),
        allowed=_allowed(call),
    )


@method
def set_webhook(world: World, call: Call) -> bool:
    url = call.text("url")
    if not url:
        return delete_webhook(world, call)
    _check_url(url)
    secret = call.text("secret_token")
    _check_secret(secret)
    allowed = _allowed(call)
    if allowed is not None:
        world.updates.allowed = allowed
    webhook = Webhook(url, secret, min(max(call.integer("max_connections", 40), 1), 100))
    world.updates.set_webhook(webhook, drop_pending=call.flag("drop_pending_updates"))
    return True


@method
def delete_webhook(world: World, call: Call) -> bool:
    world.updates.set_webhook(None, drop_pending=call.flag("drop_pending_updates"))
    return True


@method
def get_webhook_info(world: World, _call: Call) -> JSON:
    updates = world.updates
    info: JSON = {
        "url": updates.webhook.url if updates.webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(updates.pending()),
    }
    if updates.webhook:
        info["max_connections"] = updates.webhook.max_connections
    if updates.allowed:
        info["allowed_updates"] = list(updates.allowed)
    if updates.last_failure:
        info["last_error_date"] = wire.moment(updates.last_failure.date)
        info["last_error_message"] = updates.last_failure.reason
    return info


def _allowed(call: Call) -> tuple[str, ...] | None:
    """Read the wanted kinds: none named keeps what was said before."""
    kinds = call.structure("allowed_updates")
    return None if kinds is None else tuple(kinds)


def _check_url(url: str) -> None:
    """Insist on HTTPS, as Telegram does, but for this machine, where a certificate is a burden."""
    address = urlsplit(url)
    plain = address.scheme == "http" and address.hostname in LOOPBACK
    if address.scheme != "https" and not plain:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")


def _check_secret(secret: str) -> None:
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
