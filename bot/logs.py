"""The log: one line an event, as text or as JSON, without secrets and without phone numbers."""

import json
import logging
import re
import sys
from collections.abc import Collection
from datetime import datetime, tzinfo

from bot.settings import Settings

_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}")
_PHONE = re.compile(
    r"(?<!\d)(?:(?:\+|00)?84|0|\+[1-9])(?:[ .()‐-―\u00a0\u2009\u202f-]{0,3}\d){8,14}(?!\d)"
)

# Below these levels they write every address with the token in it, or every update with its words.
_QUIETER = {
    "aiosqlite": logging.WARNING,
    "alembic": logging.WARNING,
    "apscheduler": logging.WARNING,
    "httpcore": logging.WARNING,
    "httpx": logging.WARNING,
    "matplotlib": logging.WARNING,
    "telegram": logging.INFO,
}


def configure(settings: Settings, *, quiet: bool = False) -> None:
    """Write the log to stderr; a quiet program keeps to warnings unless details are asked for."""
    asked = logging.getLevelNamesMapping()[settings.log_level]
    level = max(asked, logging.WARNING) if quiet and asked > logging.DEBUG else asked
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        Lines(settings.zone, settings.secrets, as_json=settings.log_format == "json")
    )
    handler.set_name(__name__)
    root = logging.getLogger()
    root.handlers = [kept for kept in root.handlers if kept.get_name() != __name__] + [handler]
    root.setLevel(level)
    for name, least in _QUIETER.items():
        logging.getLogger(name).setLevel(max(level, least))


class Lines(logging.Formatter):
    """Redacts what is finished: the message with its values, and the traceback with its sources."""

    def __init__(self, zone: tzinfo, secrets: Collection[str], *, as_json: bool) -> None:
        super().__init__()
        self._zone = zone
        self._secrets = sorted(secrets, key=len, reverse=True)  # the longer may hold the shorter
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, self._zone).isoformat(timespec="milliseconds")
        message = self._redacted(record.getMessage())
        trace = self._redacted(self._trace(record))
        if self._as_json:
            event = {"at": at, "level": record.levelname, "from": record.name, "message": message}
            return json.dumps(event | ({"trace": trace} if trace else {}), ensure_ascii=False)
        line = f"{at} {record.levelname} {record.name}: {message}"
        return f"{line}\n{trace}" if trace else line

    def _trace(self, record: logging.LogRecord) -> str:
        parts = [self.formatException(record.exc_info)] if record.exc_info else []
        parts += [self.formatStack(record.stack_info)] if record.stack_info else []
        return "\n".join(parts)

    def _redacted(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "[secret]")
        return _PHONE.sub("[phone]", _TOKEN.sub("[token]", text))
