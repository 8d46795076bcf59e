"""`nep run`, `nep trigger` and `nep demo`, as far as they are the program's business."""

import asyncio
import signal
import socket
import sys
from pathlib import Path

import pytest

from bot.cli import demo as command
from bot.sandbox.world import World
from bot.usecases.office import Office
from tests.cli.conftest import Run, RunBeside
from tests.cli.test_usage import NEP
from tests.support.builders import a_unit, an_official


@pytest.mark.parametrize("argv", ["run", "trigger prompts"])
@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({}, "TELEGRAM_TOKEN"),
        (
            {"TELEGRAM_TOKEN": "1:x", "TELEGRAM_API_URL": "http://127.0.0.1:9"},
            "Không kết nối được máy chủ Bot API http://127.0.0.1:9.",
        ),
        (
            {"TELEGRAM_TOKEN": "1:x", "TELEGRAM_PROXY": "http://127.0.0.1:9"},
            "Không kết nối được Telegram qua máy chủ trung gian http://127.0.0.1:9.",
        ),
        (
            {"TELEGRAM_TOKEN": "1:x", "DATABASE_URL": "sqlite:///chua-co/nep.db"},
            "Không mở được tệp dữ liệu sqlite:///chua-co/nep.db",
        ),
    ],
)
def test_what_keeps_the_bot_from_starting_is_one_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, argv: str, environment: dict[str, str], said: str
) -> None:
    monkeypatch.setenv("LOG_LEVEL", "ERROR")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert said in run(*argv.split()).sentence


async def test_a_wrong_token_stops_the_bot_with_one_sentence(
    telegram: World, run_beside: RunBeside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG_LEVEL", "ERROR")
    monkeypatch.setenv("TELEGRAM_TOKEN", "4200000001:another")
    refused = (await run_beside("run")).sentence
    assert "không nhận TELEGRAM_TOKEN" in refused
    assert "another" not in refused


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send")
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
async def test_the_bot_ends_quietly_when_told_to(
    telegram: World, here: Path, end: signal.Signals
) -> None:
    program = await asyncio.create_subprocess_exec(
        NEP, "run", cwd=here, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(60):
        visitor = telegram.add_person("Lan")
        await telegram.follow_link(visitor.id)
        while len(telegram.messages(visitor.id)) < 2:
            await telegram.changed(telegram.version)
        program.send_signal(end)
        out, err = await program.communicate()
    assert (program.returncode, out) == (0, b"")
    assert b"Traceback" not in err
    assert telegram.bot.token.encode() not in err


async def test_an_event_is_done_by_hand_once(telegram: World, run_beside: RunBeside) -> None:
    done = await run_beside("trigger", "prompts", "--on", "2026-11-25")
    assert (done.code, done.err) == (0, "")
    assert "Không có gì mới để gửi" in done.out


async def test_a_dry_run_tells_who_would_get_it_and_sends_nothing(
    telegram: World, kept: Office, run_beside: RunBeside
) -> None:
    unit = await a_unit(kept, "Phòng Nội vụ")
    lan = telegram.add_person("Lan")
    await an_official(kept, "NV01", "Nguyễn Thị Lan", unit, telegram_id=lan.id)
    await an_official(kept, "NV02", "Võ Minh", unit)
    for _ in range(2):
        told = await run_beside("trigger", "prompts", "--on", "2026-11-25", "--dry-run")
        assert (told.code, told.err) == (0, "")
        assert told.out.splitlines() == [
            "Sẽ gửi cho 1 người:",
            "  NV01  Nguyễn Thị Lan · Phòng Nội vụ",
            "Không gửi cho 1 người, vì chưa đăng ký:",
            "  NV02  Võ Minh · Phòng Nội vụ",
        ]
    assert telegram.messages(lan.id) == []


async def test_an_unknown_event_names_those_that_are(
    telegram: World, run_beside: RunBeside
) -> None:
    refused = (await run_beside("trigger", "prompt")).sentence
    for event in ("prompts", "reminders", "approvals", "digest-month"):
        assert event in refused


def test_a_port_that_is_taken_is_one_sentence(run: Run) -> None:
    pytest.importorskip("nicegui")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = run("demo", "--no-browser", "--port", str(port)).sentence
    assert f"Cổng {port} đang có chương trình khác dùng" in refused


def test_without_the_page_the_demo_says_what_to_install(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "find_spec", lambda _: None)
    assert "pip install nep[sandbox]" in run("demo").sentence
