"""One call of a method: its parameters, whichever way they travelled."""

import json
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.model import JSON
from bot.sandbox.refusal import bad_request


@dataclass(frozen=True)
class Upload:
    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Call:
    """Values are texts that hold JSON when they came out of a form, and plain otherwise."""

    method: str
    values: JSON = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str, default: str = "") -> str:
        value = self.values.get(name, default)
        return value if isinstance(value, str) else json.dumps(value)

    def integer(self, name: str, default: int | None = None) -> int:
        value = self.values.get(name, default)
        if value is None:
            raise bad_request(f"{name} is not specified")
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f'field "{name}" must be a valid Number') from None

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() in {"true", "1", "yes"}

    def structure(self, name: str) -> Any:  # noqa: ANN401 - an object or an array of JSON
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None

    def upload(self, name: str) -> Upload | str:
        """Give the file under a name, or the text that names a file the server has."""
        if name in self.uploads:
            return self.uploads[name]
        return self.attached(self.text(name))

    def attached(self, value: str) -> Upload | str:
        """Follow `attach://part`."""
        if not value.startswith("attach://"):
            return value
        part = value.removeprefix("attach://")
        if part not in self.uploads:
            raise bad_request(f'can\'t find file "{part}"')
        return self.uploads[part]

    @property
    def chat_id(self) -> int | None:
        """The chat it is about, if it names one."""
        value = str(self.values.get("chat_id", ""))
        return int(value) if value.lstrip("-").isdigit() else None
