"""The settings and the log that they steer."""

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot import logs, settings

ROOT = Path(__file__).parent.parent
TOKEN = "123456789:AAE-abcdefghijklmnopqrstuvwxyz_0123456"

Lines = Callable[..., io.StringIO]


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty directory and an environment without settings."""
    for name in settings.Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def log_of(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    """Configure the log from settings, and give what is written."""
    root = logging.getLogger()
    before = root.level, root.handlers

    def configured(*, quiet: bool = False) -> io.StringIO:
        stream = io.StringIO()
        monkeypatch.setattr("sys.stderr", stream)
        logs.configure(settings.load(), quiet=quiet)
        return stream

    yield configured
    root.setLevel(before[0])
    root.handlers = before[1]


def test_the_example_lists_every_setting_with_its_default() -> None:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    shown = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    plain = settings.Settings()
    for name in settings.Settings.model_fields:
        value = getattr(plain, name)
        value = value.get_secret_value() if isinstance(value, SecretStr) else value
        assert shown.pop(name.upper()) == ("" if value is None else str(value))
    assert not shown


def test_every_setting_of_the_example_is_explained_in_one_line() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name in settings.Settings.model_fields:
        assert re.search(rf"^# [^\n]+ / [^\n]+\.\n{name.upper()}=", text, re.MULTILINE), name


def test_the_environment_wins_over_the_file(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (bare / ".env").write_text("LOG_LEVEL=ERROR\nWEBHOOK_PORT=9000\nOTHER=1\n", encoding="utf-8")
    monkeypatch.setenv("LOG_LEVEL", "debug")
    read = settings.load()
    assert (read.log_level, read.webhook_port) == ("DEBUG", 9000)


def test_a_file_from_notepad_is_read_from_its_first_name(bare: Path) -> None:
    (bare / ".env").write_text(f"TELEGRAM_TOKEN={TOKEN}\r\n", encoding="utf-8-sig")
    token = settings.load().telegram_token
    assert token is not None
    assert token.get_secret_value() == TOKEN


def test_a_file_in_another_encoding_is_one_sentence(bare: Path) -> None:
    (bare / ".env").write_bytes("TIMEZONE=Hà Nội".encode("utf-16"))
    with pytest.raises(settings.SettingsInvalid, match="UTF-8"):
        settings.load()


def test_a_line_that_is_no_setting_is_named_and_never_passed_over(bare: Path) -> None:
    wrong = 'LOG_FORMAT=json\nTELEGRAM_TOKEN: 1:x\n\nDATABASE_URL="postgresql://u@h/d\n'
    (bare / ".env").write_text(wrong, encoding="utf-8")
    with pytest.raises(settings.SettingsInvalid) as refused:
        settings.load()
    problems = [str(problem) for problem in refused.value.problems]
    assert [problem[:15] for problem in problems] == ["Không hiểu dòng"] * 2
    assert ["dòng 2 " in problems[0], "dòng 4 " in problems[1]] == [True, True]


@pytest.mark.parametrize(
    "password", ["p@ss", "p/ss@x", "p#ss", "p?ss"], ids=["at", "slash", "hash", "question"]
)
def test_a_password_that_breaks_the_address_is_not_shown(
    monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://nep:{password}@db/nep")
    with pytest.raises(settings.SettingsInvalid, match="%40") as refused:
        settings.load()
    assert "ss" not in str(refused.value)


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite://x"])
def test_a_database_that_would_keep_nothing_is_refused(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(settings.SettingsInvalid, match="sqlite:///"):
        settings.load()


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:////srv/x@y.db",
        "sqlite:///C:/nep.db",
        "postgres://h/d",
        "postgresql://u:p%40@[::1]:5432/d?sslmode=require",
    ],
)
def test_addresses_of_databases_are_taken(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    assert settings.load().database_url.get_secret_value() == address


def test_an_empty_value_is_none_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in settings.Settings.model_fields:
        monkeypatch.setenv(name.upper(), "")
    assert settings.load() == settings.Settings(_env_file=None)


def test_everything_wrong_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {
        "TELEGRAM_TOKEN": "abc",
        "TELEGRAM_API_URL": "telegram.org",
        "TELEGRAM_PROXY": "ftp://10.0.0.1:1080",
        "DATABASE_URL": "mysql://u:matkhau@h/d",
        "TIMEZONE": "Asia/Ha_Noi",
        "WEBHOOK_URL": "nep",
        "WEBHOOK_SECRET": "có dấu",
        "WEBHOOK_PORT": "0",
        "LOG_LEVEL": "loud",
        "LOG_FORMAT": "xml",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(settings.SettingsInvalid) as refused:
        settings.load()
    problems = [str(problem) for problem in refused.value.problems]
    assert [problem.split()[0] for problem in problems] == list(wrong)
    assert not any(value in str(refused.value) for value in ("abc", "matkhau", "có dấu,"))


def test_telegram_is_never_given_a_plain_http_webhook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_URL", "http://nep.example/hook")
    with pytest.raises(settings.SettingsInvalid, match="https"):
        settings.load()
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:8081/")
    read = settings.load()
    assert (read.webhook_url, read.telegram_api_url) == (
        "http://nep.example/hook",
        "http://127.0.0.1:8081",
    )


def test_settings_do_not_change_and_do_not_show_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("DATABASE_URL", "postgresql://nep:mat-khau@db/nep")
    monkeypatch.setenv("TELEGRAM_PROXY", "http://u:cua-ngo@proxy:3128")
    read = settings.load()
    assert not re.search(f"{TOKEN}|mat-khau|cua-ngo", repr(read))
    assert set(read.secrets) == {TOKEN, read.webhook_key, "mat-khau", "cua-ngo"}
    with pytest.raises(ValidationError):
        read.timezone = "UTC"  # type: ignore[misc] # the point of the test


def _fail(message: str) -> None:
    raise RuntimeError(message)


def test_neither_token_nor_password_nor_phone_reaches_the_log(
    monkeypatch: pytest.MonkeyPatch, log_of: Lines
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:short")
    monkeypatch.setenv("DATABASE_URL", "postgresql://nep:mat-khau@db/nep")
    lines = log_of()
    try:
        _fail(f"https://api/bot{TOKEN}/getMe: 0912.345.678")
    except RuntimeError:
        logging.getLogger("x").exception("of %s and %s, +84 912 345 678", "1:short", "mat-khau")
    written = lines.getvalue()
    assert "RuntimeError: https://api/bot[token]/getMe: [phone]" in written
    assert "of [secret] and [secret], [phone]" in written
    assert not re.search("AAE|short|mat-khau|345", written)


@pytest.mark.parametrize(
    "phone", ["0912345678", "+84912345678", "84 912 345 678", "(+84) 912-345-678", "02838291023"]
)
def test_phones_are_found_as_people_write_them(phone: str, log_of: Lines) -> None:
    lines = log_of()
    logging.getLogger("x").warning("số %s.", phone)
    assert not set("23456789") & set(lines.getvalue().split("x: ", 1)[1])


def test_json_lines_are_one_object_an_event(monkeypatch: pytest.MonkeyPatch, log_of: Lines) -> None:
    monkeypatch.setenv("LOG_FORMAT", "json")
    lines = log_of()
    try:
        _fail("hai\ndòng")
    except RuntimeError:
        logging.getLogger("bot.x").exception("việc “%s”", "a\nb")
    event = json.loads(lines.getvalue())
    assert (event["level"], event["from"], event["message"]) == ("ERROR", "bot.x", "việc “a\nb”")
    assert event["at"].endswith("+07:00")
    assert event["trace"].endswith("RuntimeError: hai\ndòng")


def test_calls_to_telegram_are_not_told_one_by_one(
    monkeypatch: pytest.MonkeyPatch, log_of: Lines
) -> None:
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    lines = log_of()
    logging.getLogger("httpx").info("HTTP Request: POST %s", "https://api/bot1:x/getMe")
    logging.getLogger("httpcore.http11").debug("send_request_headers")
    logging.getLogger("bot").debug("told")
    assert lines.getvalue().count("\n") == 1


def test_a_quiet_program_keeps_to_warnings(monkeypatch: pytest.MonkeyPatch, log_of: Lines) -> None:
    lines = log_of(quiet=True)
    logging.getLogger("bot").info("chatter")
    assert lines.getvalue() == ""
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    lines = log_of(quiet=True)
    logging.getLogger("bot").info("asked for")
    assert "asked for" in lines.getvalue()
