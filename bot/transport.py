"""The way to Telegram: python-telegram-bot's requests, made by aiohttp.

Its own httpx looks through the whole pool at every call, so it grows slower with every call that is
under way. Of what fails, a sender must know one thing: whether the call left whole, so that
Telegram may have done it. And no error names the address: it holds the token.
"""

import io
import ssl
from functools import cache, lru_cache
from typing import Any

import aiohttp
import certifi
from pydantic import SecretStr
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot import jsons

CONNECTIONS = 256
READ, WRITE, WRITE_FILES, CONNECT, POOL = 5.0, 5.0, 20.0, 5.0, 30.0
"""Seconds, for a call that does not say."""


class Unanswered(Exception):  # noqa: N818 - what happened to a call; the cause of what is raised
    def __init__(self, error: Exception, *, sent: bool) -> None:
        super().__init__(": ".join(filter(None, (type(error).__name__, _harmless(error)))))
        self.sent = sent
        """The whole call left, so it may have taken effect."""
        # the other is aiohttp-socks' own, which is loaded only where it is needed
        self.refused_by_proxy = (
            isinstance(error, aiohttp.ClientHttpProxyError) or type(error).__name__ == "ProxyError"
        )


def may_have_arrived(error: NetworkError) -> bool:
    """Tell whether the call left and only its answer is missing."""
    cause = error.__cause__
    return cause.sent if isinstance(cause, Unanswered) else isinstance(error, TimedOut)


class AiohttpRequest(BaseRequest):
    def __init__(
        self,
        connections: int = CONNECTIONS,
        *,
        proxy: SecretStr | None = None,
        read_timeout: float | None = READ,
    ) -> None:
        self._connections = connections
        self._proxy = proxy.get_secret_value() if proxy else None
        self._read_timeout = read_timeout
        self._session: aiohttp.ClientSession | None = None
        self.date: str | None = None
        """When Telegram answered last, as it says itself."""

    @property
    def read_timeout(self) -> float | None:
        return self._read_timeout

    async def initialize(self) -> None:
        if self._session is None:
            socks = self._proxy is not None and self._proxy.startswith("socks")
            self._session = aiohttp.ClientSession(
                connector=_connector(self._connections, self._proxy if socks else None),
                proxy=None if socks else self._proxy,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:  # noqa: ANN401 - the library says "JSONDict"
        try:
            return jsons.read(payload)
        except ValueError:
            return BaseRequest.parse_json_payload(payload)  # what it raises for it

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("the way to Telegram is not open")
        uploads = request_data is not None and request_data.contains_files
        timeout = _timeout(
            read=_seconds(read_timeout, self._read_timeout),
            write=_seconds(write_timeout, WRITE_FILES if uploads else WRITE),
            connect=_seconds(connect_timeout, CONNECT),
            pool=_seconds(pool_timeout, POOL),
            flows=method != "POST",
        )
        upload = aiohttp.UploadTracker()
        try:
            async with self._session.request(
                method,
                url,
                data=_body(request_data) if request_data else None,
                allow_redirects=False,
                timeout=timeout,
                upload_tracker=upload,
            ) as response:
                self.date = response.headers.get("Date")
                return response.status, await response.read()
        except Exception as error:  # noqa: BLE001 - what goes to a proxy has errors of its own
            done = upload.upload_complete
            cause = Unanswered(error, sent=done.done() and done.exception() is None)
            kind = TimedOut if isinstance(error, TimeoutError) else NetworkError
            raise kind(str(cause)) from cause


@lru_cache(maxsize=32)  # the calls of a bot have few kinds of patience
def _timeout(
    *,
    read: float | None,
    write: float | None,
    connect: float | None,
    pool: float | None,
    flows: bool,
) -> aiohttp.ClientTimeout:
    """Put the limits together: aiohttp has none for writing alone.

    What flows, a download, may take as long as it does.
    """
    connected = _sum(pool, connect)
    return aiohttp.ClientTimeout(
        total=None if flows else _sum(connected, write, read),
        connect=connected,
        sock_connect=connect,
        sock_read=read,
    )


def _connector(connections: int, socks: str | None) -> aiohttp.TCPConnector:
    if socks is None:
        return aiohttp.TCPConnector(limit=connections, ssl=_certificates())
    from aiohttp_socks import ProxyConnector  # noqa: PLC0415 - few need it

    return ProxyConnector.from_url(socks, limit=connections, ssl=_certificates())


@cache
def _certificates() -> ssl.SSLContext:
    """Trust what the machine trusts, and Mozilla's list.

    The first may hold an office's own authority; but Windows fetches the world's authorities only
    when its own programs ask for them, and some systems have none.
    """
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _body(data: RequestData) -> aiohttp.FormData | aiohttp.BytesPayload:
    if not data.contains_files:
        return aiohttp.BytesPayload(jsons.written(data.parameters), content_type="application/json")
    form = aiohttp.FormData(quote_fields=False)  # Telegram takes a file's name as it stands
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        # aiohttp wants much to be read from a file; this one shares the bytes
        file = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, file, filename=filename, content_type=kind)
    return form


def _seconds(given: ODVInput[float], otherwise: float | None) -> float | None:
    return otherwise if isinstance(given, DefaultValue) else given


def _sum(*parts: float | None) -> float | None:
    """Add up limits; without one of them there is none."""
    given = [part for part in parts if part is not None]
    return sum(given) if len(given) == len(parts) else None


def _harmless(error: Exception) -> str:
    """Give what an error says where it says no more than the host."""
    match error:
        case aiohttp.ClientConnectorError():
            return str(error)
        case aiohttp.ClientResponseError(status=status, message=message):
            return f"{status} {message}"
        case _:
            return ""
