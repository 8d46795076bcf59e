"""The settings: every variable of the environment, read here and nowhere else."""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from dotenv.parser import Original, parse_stream
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import Refusal

ENV_FILE = ".env"
ENV_ENCODING = "utf-8-sig"
"""Notepad puts a mark before the first name."""
TELEGRAM = "https://api.telegram.org"


class SettingsInvalid(Refusal):
    """Some settings cannot be used; `problems` holds one sentence for each of them."""

    def __init__(self, problems: list[Refusal]) -> None:
        self.problems = tuple(problems)
        super().__init__("{problems}", problems="\n".join(map(str, problems)))


class NoToken(Refusal):
    def __init__(self) -> None:
        super().__init__(
            "Thiếu TELEGRAM_TOKEN: tạo bot bằng @BotFather trong Telegram rồi ghi mã vào tệp .env "
            "(xem .env.example), hoặc chạy “nep demo” để thử không cần Telegram."
        )


def _wrong(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("setting", sentence)


def _shaped(pattern: str, sentence: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if re.fullmatch(pattern, value) is None:
            raise _wrong(sentence)
        return value

    return check


def _secret(check: Callable[[str], str]) -> AfterValidator:
    return AfterValidator(lambda value: SecretStr(check(value.get_secret_value().strip())))


def _address(*schemes: str, sentence: str, kept_secret: bool = False) -> Callable[[str], str]:
    """Check an address; only in one that is kept secret may a password stand."""

    def check(value: str) -> str:
        try:
            parts = urlsplit(value)
            usable = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
            usable = usable and (kept_secret or parts.password is None)
        except ValueError:
            usable = False
        if not usable or re.search(r"\s", value):
            raise _wrong(sentence)
        return value.rstrip("/")

    return check


def _database(value: str) -> str:
    at_most = 1 if re.match(r"\w+(\+\w+)?://[^@/?#]*@", value) else 0
    if value.startswith("postgres") and value.count("@") > at_most:
        raise _wrong(
            "Mật khẩu trong DATABASE_URL có ký tự đặc biệt. Hãy viết @ là %40, / là %2F, # là %23, "
            "? là %3F."
        )
    kinds = r"sqlite(\+\w+)?:///[^?:]|postgres(ql)?(\+\w+)?://"  # in memory nothing would be kept
    try:
        usable = re.match(kinds, value) and urlsplit(value).port != 0
    except ValueError:
        usable = False
    if not usable:
        raise _wrong(
            "DATABASE_URL phải có dạng sqlite:///tên-tệp.db hoặc "
            "postgresql://người-dùng:mật-khẩu@máy-chủ/tên-cơ-sở-dữ-liệu."
        )
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ValueError, OSError, KeyError):
        raise _wrong("TIMEZONE phải là tên múi giờ như Asia/Ho_Chi_Minh.") from None
    return value


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


Token = Annotated[
    SecretStr,
    _secret(
        _shaped(
            r"\d+:[A-Za-z0-9_-]+",
            "TELEGRAM_TOKEN phải là mã do @BotFather cấp, có dạng 123456789:AAE…",
        )
    ),
]
ApiUrl = Annotated[
    str,
    AfterValidator(
        _address(
            "http",
            "https",
            sentence="TELEGRAM_API_URL phải là địa chỉ máy chủ Bot API, "
            "như https://api.telegram.org.",
        )
    ),
]
Proxy = Annotated[
    SecretStr,
    _secret(
        _address(
            "http",
            "https",
            "socks5",
            sentence="TELEGRAM_PROXY phải là địa chỉ máy chủ trung gian HTTP hoặc SOCKS5, "
            "như http://10.0.0.1:3128.",
            kept_secret=True,
        )
    ),
]
DatabaseUrl = Annotated[SecretStr, _secret(_database)]
WebhookUrl = Annotated[
    str,
    AfterValidator(
        _address(
            "http",
            "https",
            sentence="WEBHOOK_URL phải là địa chỉ https mà Telegram gọi tới được, "
            "như https://nep.coquan.gov.vn/telegram.",
        )
    ),
]
WebhookSecret = Annotated[
    SecretStr,
    _secret(
        _shaped(
            r"[A-Za-z0-9_-]{1,256}",
            "WEBHOOK_SECRET chỉ gồm chữ cái không dấu, chữ số, dấu _ và -, tối đa 256 ký tự.",
        )
    ),
]

_SENTENCES = {
    "webhook_port": "WEBHOOK_PORT phải là số cổng từ 1 đến 65535.",
    "log_level": "LOG_LEVEL phải là một trong DEBUG, INFO, WARNING, ERROR.",
    "log_format": "LOG_FORMAT phải là text hoặc json.",
}
"""For fields whose type says it all, so that the validator has no sentence of its own."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        env_file=ENV_FILE,
        env_file_encoding=ENV_ENCODING,
        env_ignore_empty=True,
        str_strip_whitespace=True,
        hide_input_in_errors=True,
    )

    telegram_token: Token | None = None
    telegram_api_url: ApiUrl = TELEGRAM
    telegram_proxy: Proxy | None = None
    database_url: DatabaseUrl = SecretStr("sqlite:///nep.db")
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Ho_Chi_Minh"
    webhook_url: WebhookUrl | None = None
    webhook_secret: WebhookSecret | None = None
    webhook_port: Annotated[int, Field(ge=1, le=65535)] = 8080
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = (
        "INFO"
    )
    log_format: Annotated[Literal["text", "json"], BeforeValidator(_lower)] = "text"

    @model_validator(mode="after")
    def _telegram_calls_https_only(self) -> Self:
        """Telegram itself refuses plain http; a Bot API server of one's own may take it."""
        plain = self.webhook_url is not None and self.webhook_url.startswith("http:")
        if plain and self.telegram_api_url == TELEGRAM:
            raise _wrong(
                "WEBHOOK_URL phải bắt đầu bằng https:// vì Telegram không gọi địa chỉ http."
            )
        return self

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def given_token(self) -> str:
        """The bot's token.

        Raises:
            NoToken: where there is none.
        """
        if self.telegram_token is None:
            raise NoToken
        return self.telegram_token.get_secret_value()

    @property
    def webhook_key(self) -> str:
        """The secret of Telegram's calls: the one given, or one that all workers make alike."""
        if self.webhook_secret:
            return self.webhook_secret.get_secret_value()
        return hmac.digest(self.given_token.encode(), b"webhook", hashlib.sha256).hex()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown: tokens, and the passwords inside addresses."""
        token, addresses = self.telegram_token, (self.database_url, self.telegram_proxy)
        return (
            *((token.get_secret_value(), self.webhook_key) if token else ()),
            *([self.webhook_secret.get_secret_value()] if self.webhook_secret else ()),
            *(word for one in addresses if one for word in _passwords(one.get_secret_value())),
        )


def load() -> Settings:
    """Read the environment and the `.env` of the current directory.

    Raises:
        SettingsInvalid: with everything that is wrong at once.
    """
    try:
        _require_lines()
        return Settings()
    except ValidationError as error:
        raise SettingsInvalid(list(_explained(error))) from None
    except (OSError, UnicodeError):
        raise SettingsInvalid(
            [Refusal("Không đọc được tệp .env ở thư mục hiện tại; hãy lưu lại tệp theo mã UTF-8.")]
        ) from None


def _require_lines() -> None:
    """Refuse lines that are no settings: passed over, they would leave a default in force."""
    file = Path(ENV_FILE)
    if not file.is_file():
        return
    with file.open(encoding=ENV_ENCODING) as lines:
        wrong = [_line(found.original) for found in parse_stream(lines) if found.error]
    if wrong:
        raise SettingsInvalid(
            [
                Refusal(
                    "Không hiểu dòng {line} của tệp .env. Hãy viết TÊN=giá trị, mỗi biến một dòng; "
                    "dấu nháy đã mở thì phải đóng.",
                    line=line,
                )
                for line in wrong
            ]
        )


def _line(found: Original) -> int:
    """Give where it stands; python-dotenv counts from the blank lines before it."""
    text = found.string
    return found.line + text[: len(text) - len(text.lstrip())].count("\n")


def _explained(error: ValidationError) -> Iterator[Refusal]:
    for found in error.errors(include_url=False, include_input=False):
        name = str(found["loc"][0]).lower() if found["loc"] else ""
        yield Refusal(_SENTENCES.get(name, found["msg"]))


def _passwords(address: str) -> set[str]:
    """Give the password as it stands in the address, and as the driver is told it."""
    written = urlsplit(address).password or ""
    return {written, unquote(written)} - {""}
