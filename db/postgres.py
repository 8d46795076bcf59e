"""What a connection to PostgreSQL agrees with the server: when either counts the other as gone."""

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import URL

from bot.errors import Refusal

OLDEST = 14
"""The first version that ends a connection which asks nothing."""
CONNECT_SECONDS = 10
"""A server that swallows packets is given up then."""

IN_TRANSACTION_SECONDS = 60
"""A transaction that asks nothing for so long is given up; to sum people up takes seconds."""

_SWITCHED_OFF = {"idle": 5, "interval": 2, "count": 3}
"""TCP's keepalives: a machine that was switched off is missed within seconds, not hours."""


def connect_args(url: URL, **server: int) -> dict[str, Any]:
    """Give what the driver connects with; `server` names more settings of the server's side.

    What the address says itself is kept: the driver would prefer these.
    """
    missed = {f"tcp_keepalives_{name}": value for name, value in _SWITCHED_OFF.items()}
    pause = {"idle_in_transaction_session_timeout": 1000 * IN_TRANSACTION_SECONDS}
    options = [f"-c {name}={value}" for name, value in (missed | pause | server).items()]
    ours = {
        "connect_timeout": CONNECT_SECONDS,
        "tcp_user_timeout": 1000 * CONNECT_SECONDS,
        **{f"keepalives_{name}": value for name, value in _SWITCHED_OFF.items()},
    }
    said = {name: value for name, value in url.query.items() if name in {*ours, "options"}}
    return ours | said | {"options": " ".join([*options, *_all(said.get("options", ()))])}


def check(connection: Connection) -> None:
    """Refuse a server that is too old."""
    found = int((connection.dialect.server_version_info or (OLDEST,))[0])
    if found < OLDEST:
        raise Refusal(
            "Máy chủ PostgreSQL là bản {found}. Nếp cần bản {oldest} trở lên.",
            found=found,
            oldest=OLDEST,
        )


def _all(values: str | tuple[str, ...]) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else values
