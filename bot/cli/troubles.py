"""Errors of the libraries that a person can cause, as sentences that say what to do."""

import re
import sqlite3
from urllib.parse import urlsplit

from alembic.util import CommandError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from telegram import error as telegram

from bot.errors import Refusal
from bot.settings import TELEGRAM, Settings
from bot.transport import Unanswered

_DATABASE = {
    # SQLite
    r"unable to open database file": (
        "Không mở được tệp dữ liệu {where}: thư mục chưa có hoặc không được phép ghi. "
        "Hãy tạo thư mục, cấp quyền, hoặc sửa DATABASE_URL."
    ),
    r"file is not a database": ("{where} không phải là tệp dữ liệu SQLite. Hãy sửa DATABASE_URL."),
    r"readonly database": (
        "Không được phép ghi vào {where}. Hãy cấp quyền ghi cho tệp và thư mục chứa tệp, "
        "hoặc sửa DATABASE_URL."
    ),
    r"database (table )?is locked": (
        "{where} đang bị chương trình khác giữ. Hãy đóng chương trình đó rồi thử lại; "
        "nếu nhiều máy cùng dùng, đặt DATABASE_URL đến PostgreSQL."
    ),
    r"database or disk is full|No space left": (
        "Đĩa đã đầy nên không ghi được vào {where}. Hãy dọn đĩa rồi thử lại."
    ),
    r"disk image is malformed|disk I/O error": (
        "{where} bị hỏng hoặc không đọc được. Hãy kiểm tra đĩa và khôi phục từ bản sao lưu, "
        "hoặc sửa DATABASE_URL."
    ),
    # PostgreSQL
    r"password authentication failed|no password supplied|role .* does not exist": (
        "Máy chủ cơ sở dữ liệu {where} từ chối người dùng hoặc mật khẩu. Hãy sửa DATABASE_URL."
    ),
    r"no pg_hba.conf entry": (
        "Máy chủ cơ sở dữ liệu {where} không cho máy này kết nối. Hãy sửa pg_hba.conf "
        "hoặc DATABASE_URL."
    ),
    r"database .* does not exist": (
        "Chưa có cơ sở dữ liệu {where}. Hãy tạo bằng createdb hoặc sửa DATABASE_URL."
    ),
    r"permission denied": (
        "Người dùng của {where} thiếu quyền. Hãy cấp quyền tạo và sửa bảng, hoặc sửa DATABASE_URL."
    ),
    r"resolve host|translate host name|Name or service not known": (
        "Không tìm thấy máy chủ cơ sở dữ liệu {where}. Hãy kiểm tra tên máy chủ trong DATABASE_URL."
    ),
    r"refused|timeout|timed out|unreachable|No route|closed the connection|starting up": (
        "Không kết nối được cơ sở dữ liệu {where}. Hãy kiểm tra máy chủ có đang chạy không, "
        "mạng và DATABASE_URL."
    ),
    r"invalid connection option|connection is bad: invalid": (
        "Tùy chọn sau dấu ? của DATABASE_URL ({where}) không đúng. Hãy sửa hoặc bỏ đi."
    ),
    r"too many clients|connection slots": (
        "Cơ sở dữ liệu {where} đã hết chỗ kết nối. Hãy tăng max_connections "
        "hoặc dùng DATABASE_URL khác."
    ),
}
"""What the drivers say, and what we say."""


def explained(error: Exception, settings: Settings) -> Refusal | None:
    """Give the sentence for an error; None if nobody could have foreseen it."""
    match error:
        case DBAPIError():
            return _database(str(error.orig), settings) or _other(error, settings)
        case sqlite3.Error():
            return _database(str(error), settings)
        case CommandError() if "locate revision" in str(error):
            return Refusal(
                "Cơ sở dữ liệu {where} do bản Nếp mới hơn tạo ra. Hãy nâng cấp Nếp "
                "hoặc sửa DATABASE_URL.",
                where=_database_place(settings),
            )
        case telegram.TelegramError():
            return _telegram(error, settings)
        case OSError(filename=str(name), strerror=str(reason)):
            return Refusal("Không đọc hoặc ghi được {name} ({reason}).", name=name, reason=reason)
    return None


def _database(said: str, settings: Settings) -> Refusal | None:
    for pattern, sentence in _DATABASE.items():
        if re.search(pattern, said):
            return Refusal(sentence, where=_database_place(settings))
    return None


def _other(error: DBAPIError, settings: Settings) -> Refusal | None:
    """Pass on what a server says of itself; other errors are ours, and hold data."""
    if not isinstance(error, OperationalError):
        return None
    return Refusal(
        "Cơ sở dữ liệu {where} báo lỗi: {reason}. Hãy kiểm tra máy chủ và DATABASE_URL.",
        where=_database_place(settings),
        reason=str(error.orig).partition("\n")[0],
    )


def _database_place(settings: Settings) -> str:
    """Name the database as DATABASE_URL does, without what must stay secret."""
    url = make_url(settings.database_url.get_secret_value())
    return url.set(query={}).render_as_string(hide_password=True)


def _telegram(error: telegram.TelegramError, settings: Settings) -> Refusal:
    match error:
        case telegram.InvalidToken() | telegram.Forbidden():
            return Refusal(
                "Telegram không nhận TELEGRAM_TOKEN. Hãy chép lại mã từ @BotFather vào tệp .env."
            )
        case telegram.Conflict():
            return Refusal(
                "Một chương trình khác đang chạy cùng bot này. Hãy tắt chương trình đó, hoặc lấy "
                "TELEGRAM_TOKEN khác từ @BotFather."
            )
        case telegram.BadRequest() | telegram.RetryAfter():
            return Refusal("Telegram từ chối: {reason}. Hãy thử lại sau.", reason=error.message)
        case telegram.NetworkError():
            return _unreachable(error, settings)
    return Refusal(
        "{address} không trả lời như máy chủ Bot API. Hãy kiểm tra TELEGRAM_API_URL.",
        address=settings.telegram_api_url,
    )


def _unreachable(error: telegram.NetworkError, settings: Settings) -> Refusal:
    if settings.telegram_proxy:
        proxy = urlsplit(settings.telegram_proxy.get_secret_value())
        place = f"{proxy.scheme}://{proxy.netloc.rpartition('@')[2]}"
        cause = error.__cause__
        if isinstance(cause, Unanswered) and cause.refused_by_proxy:
            return Refusal(
                "Máy chủ trung gian {place} từ chối kết nối. Hãy kiểm tra người dùng, mật khẩu "
                "và quyền trong TELEGRAM_PROXY.",
                place=place,
            )
        return Refusal(
            "Không kết nối được Telegram qua máy chủ trung gian {place}. Hãy kiểm tra mạng "
            "và TELEGRAM_PROXY.",
            place=place,
        )
    if settings.telegram_api_url != TELEGRAM:
        return Refusal(
            "Không kết nối được máy chủ Bot API {address}. Hãy kiểm tra mạng và TELEGRAM_API_URL.",
            address=settings.telegram_api_url,
        )
    return Refusal(
        "Không kết nối được Telegram ({address}). Hãy kiểm tra mạng; nếu cơ quan chặn Telegram, "
        "đặt TELEGRAM_PROXY.",
        address=settings.telegram_api_url,
    )
