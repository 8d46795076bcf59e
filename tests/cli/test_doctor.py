"""`nep doctor`, and the sentences for what the program stands on and does not find."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from sqlalchemy import make_url
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.clock import SystemClock
from bot.sandbox.server import listening
from bot.sandbox.world import World
from bot.usecases import intake
from bot.usecases.office import Office
from db.updates import Arrived
from tests.cli.conftest import Run, RunBeside
from tests.support import postgres
from tests.support.builders import a_unit, an_official


async def test_all_is_well(kept: Office, telegram: World, run_beside: RunBeside) -> None:
    unit = await a_unit(kept, "UBND xã Tân Phú")
    await an_official(kept, "CT01", "Phạm Văn Chính", unit, telegram_id=7_000_000_001)
    await an_official(kept, "CT02", "Trần Thị Hoa", unit)
    found = await run_beside("doctor")
    assert (found.code, found.err) == (0, "")
    lines = found.out.splitlines()
    assert all(line.startswith("ok  ") for line in lines)
    assert [line.removeprefix("ok  ").split(":")[0] for line in lines] == [
        "Cấu hình",
        "Cơ sở dữ liệu",
        "Phong trào",
        "Danh sách",
        "Thao tác",
        "Telegram",
        "Đồng hồ",
        "Phông chữ",
    ]
    assert "2 người, 1 người đã đăng ký" in found.out
    assert f"@{telegram.bot.username}" in found.out


def test_a_fresh_folder_says_what_to_do_next(run: Run) -> None:
    found = run("doctor")
    assert found.code == 1
    todo = [line for line in found.out.splitlines() if line.startswith("!!  ")]
    assert [line.split(":")[0] for line in todo] == ["!!  Danh sách", "!!  Telegram"]
    assert "nep roster import" in todo[0]
    assert "@BotFather" in todo[1]


def test_one_broken_thing_does_not_hide_the_others(
    run: Run, monkeypatch: pytest.MonkeyPatch, here: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{here}/chua-co/nep.db")
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:x")
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:9")
    found = run("doctor")
    assert found.code == 1
    assert "!!  Cơ sở dữ liệu: Không mở được" in found.out
    assert "!!  Telegram: Không kết nối được" in found.out
    assert "ok  Phông chữ: " in found.out


def test_broken_settings_are_listed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMEZONE", "Hà Nội")
    monkeypatch.setenv("WEBHOOK_PORT", "cổng")
    found = run("doctor")
    assert found.code == 1
    assert found.out.count("!!  Cấu hình: ") == 2
    assert "ok  Phông chữ: " in found.out


async def test_what_could_not_be_handled_is_shown_with_its_reason(
    kept: Office, telegram: World, run_beside: RunBeside
) -> None:
    now = SystemClock().now()
    await intake.keep(kept, [Arrived(number, 0, "{}") for number in (1, 2)], now)
    await intake.set_aside(kept, 1, "unreadable: KeyError", now)
    await intake.settle(kept, 2, now)
    found = await run_beside("doctor")
    assert found.code == 1
    assert "!!  Thao tác: 1 thao tác trong 3 ngày qua không xử lý được" in found.out
    assert "unreadable: KeyError" in found.out


async def test_a_finished_movement_is_to_be_replaced(
    kept: Office, telegram: World, run_beside: RunBeside
) -> None:
    await run_beside("campaign", "use", "soc-trang")
    found = await run_beside("doctor")
    assert found.code == 1
    assert "!!  Phong trào: “Thi đua thực hiện văn hóa công sở” đã kết thúc" in found.out


@asynccontextmanager
async def telegram_at(moment: datetime) -> AsyncIterator[str]:
    """A Bot API whose clock stands at a moment."""
    headers = {"date": format_datetime(moment, usegmt=True)}
    me = {"id": 1, "is_bot": True, "first_name": "Nếp", "username": "nep_bot"}

    async def answer(_: Request) -> JSONResponse:
        return JSONResponse({"ok": True, "result": me}, headers=headers)

    routes = [Route("/bot1:x/getMe", answer, methods=["POST"])]
    async with listening(Starlette(routes=routes)) as address:
        yield address


@pytest.mark.parametrize(
    ("minutes", "line"),
    [
        (0, "ok  Đồng hồ: {here} Asia/Ho_Chi_Minh; khớp với giờ của Telegram"),
        (7, "!!  Đồng hồ: {here} Asia/Ho_Chi_Minh, lệch 7 phút so với Telegram."),
        (-90, "!!  Đồng hồ: {here} Asia/Ho_Chi_Minh, lệch 90 phút so với Telegram."),
    ],
)
async def test_the_clock_is_compared_with_telegrams(
    run_beside: RunBeside, monkeypatch: pytest.MonkeyPatch, minutes: int, line: str
) -> None:
    now = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
    monkeypatch.setattr(SystemClock, "now", lambda _: now)
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:x")
    async with telegram_at(now + timedelta(minutes=minutes)) as address:
        monkeypatch.setenv("TELEGRAM_API_URL", address)
        assert line.format(here="16:30") in (await run_beside("doctor")).out


def _postgres(**changes: str | int) -> str:
    return make_url(postgres.SERVER).set(**changes).render_as_string(hide_password=False)  # type: ignore[arg-type] # names of its parts


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:///chua-co/nep.db", "thư mục chưa có hoặc không được phép ghi"),
        ("sqlite:///.", "thư mục chưa có hoặc không được phép ghi"),
        ("sqlite:///van-ban.txt", "không phải là tệp dữ liệu SQLite"),
        ("postgresql://nep:mat-khau@127.0.0.1:9/nep", "Không kết nối được cơ sở dữ liệu"),
        ("postgresql://nep:mat-khau@khong-co.invalid/nep", "Không tìm thấy máy chủ"),
        ("postgresql://nep:mat-khau@127.0.0.1:cong/nep", "DATABASE_URL"),
        ("mysql://nep:mat-khau@127.0.0.1/nep", "DATABASE_URL phải có dạng"),
        ("postgresql://nep:mat-khau@127.0.0.1/nep?la=1", "Tùy chọn sau dấu ? của DATABASE_URL"),
        pytest.param(
            _postgres(database="khong_co_dau"),
            "Chưa có cơ sở dữ liệu",
            marks=pytest.mark.postgres,
        ),
        pytest.param(
            _postgres(username="khong_co_ai", password="mat-khau"),
            "từ chối người dùng hoặc mật khẩu",
            marks=pytest.mark.postgres,
        ),
    ],
)
def test_an_unreachable_database_is_one_sentence_without_its_password(
    run: Run, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, url: str, said: str
) -> None:
    if request.node.get_closest_marker("postgres"):
        request.getfixturevalue("postgres_database")
    Path("van-ban.txt").write_text("không phải cơ sở dữ liệu" * 99, encoding="utf-8")
    monkeypatch.setenv("DATABASE_URL", url)
    refused = run("campaign", "list").sentence
    assert said in refused
    assert "DATABASE_URL" in refused
    assert "mat-khau" not in refused


def test_a_database_of_a_newer_version_is_left_alone(
    run: Run, monkeypatch: pytest.MonkeyPatch, sqlite_url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    file.close()
    assert "do bản Nếp mới hơn tạo ra" in run("campaign", "list").sentence


@pytest.mark.parametrize(
    ("said_by_driver", "said"),
    [
        ("attempt to write a readonly database", "Không được phép ghi vào sqlite:///nep.db"),
        ("database is locked", "đang bị chương trình khác giữ"),
        ("database or disk is full", "Đĩa đã đầy"),
        ("database disk image is malformed", "bị hỏng"),
        ("something new", "báo lỗi: something new."),
    ],
)
def test_a_database_that_fails_midway_is_one_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, said_by_driver: str, said: str
) -> None:
    from sqlalchemy.exc import OperationalError

    from db import campaigns

    async def fails(*_: object) -> None:
        raise OperationalError("SELECT", {}, sqlite3.OperationalError(said_by_driver))

    monkeypatch.setattr(campaigns, "newest", fails)
    assert said in run("campaign", "list").sentence


def test_the_unforeseen_is_one_sentence_and_its_details_are_for_the_log(
    run: Run, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from bot.__main__ import main
    from db import campaigns

    async def fails(*_: object) -> None:
        raise ZeroDivisionError("+84 912 345 678")

    monkeypatch.setattr(campaigns, "newest", fails)
    assert "Lỗi không lường trước (ZeroDivisionError)" in run("campaign", "list").sentence
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    assert main(["campaign", "list"]) == 1
    details = capfd.readouterr().err
    assert "ZeroDivisionError: [phone]" in details
    assert "Traceback" in details
