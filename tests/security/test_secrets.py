"""What is secret or personal stays out of the log, of what people are told, and of `nep doctor`."""

import asyncio
import json
import logging
import os
import re
import signal
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url, select

from bot import app, logs
from bot.rules.reports import Status
from bot.sandbox.clock import SandboxClock
from bot.sandbox.faults import Kind as Fault
from bot.sandbox.people import Person
from bot.sandbox.server import serving
from bot.sandbox.world import MESSAGE_LIVES, World
from bot.settings import Settings, SettingsInvalid, load
from bot.usecases import enrol
from bot.usecases.office import Office
from db.tables import ReportRow, UpdateRow
from tests.conftest import ZONE
from tests.support.builders import Commune, a_commune, an_official

TOKEN = "4200000001:AAE-mot_bi-mat_rat-dai"
WEBHOOK_SECRET = "bi-mat-cua-webhook"
PASSWORD = "m@t/khau"
PHONE = "+84912345678"
NOTE = "Ghi chú riêng tư 0987.654.321"


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """Give what was written to stderr; the log of this process is as before afterwards."""
    loggers = [logging.getLogger(name) for name in ("", *logs._QUIETER)]
    before = [(logger, logger.level, logger.handlers) for logger in loggers]
    yield lambda: capsys.readouterr().err
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.handlers = handlers


@pytest.fixture
def world(clock: SandboxClock) -> World:
    return World(clock, token=TOKEN)


@pytest.fixture
async def commune(office: Office, world: World) -> Commune:
    return await a_commune(office, world)


async def told(person: Person, text: str, times: int = 1) -> None:
    """Wait until the person was told this so many times."""
    version = 0
    async with asyncio.timeout(30):
        while sum(text in message.text for message in person.messages) < times:
            version = await person.world.changed(version, person.id)


def with_password(url: str) -> str:
    """Give a password to who needs none: the server that trusts everybody takes any."""
    if url.startswith("sqlite"):
        return url
    return make_url(url).set(password=PASSWORD).render_as_string(hide_password=False)


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("way", ["polling", "webhook"])
async def test_a_round_with_faults_leaves_no_secret_in_the_log(
    log: Callable[[], str],
    world: World,
    office: Office,
    commune: Commune,
    clock: SandboxClock,
    database_url: str,
    unused_tcp_port: int,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
    way: str,
) -> None:
    monkeypatch.setattr(enrol, "speak", _refused_by_the_database)
    await an_official(office, "VP01", "Đỗ Thị Hoa", commune.top, phone=PHONE)
    (link,) = await enrol.invite(office, clock.now(), code="VP01")
    async with serving(world, first_retry=0.01) as address:
        settings = Settings(
            telegram_token=TOKEN,
            telegram_api_url=address,
            database_url=with_password(database_url),
            webhook_url=f"http://127.0.0.1:{unused_tcp_port}/nep" if way == "webhook" else None,
            webhook_secret=WEBHOOK_SECRET,
            webhook_port=unused_tcp_port,
            log_level="DEBUG",
            log_format=form,
            _env_file=None,
        )
        logs.configure(settings)
        assert logging.getLogger().level == logging.DEBUG
        async with asyncio.TaskGroup() as group:
            running = group.create_task(app.run(settings, clock))
            await told(commune.lan, "Tự đánh giá")
            await _round(world, commune, link.code)
            os.kill(os.getpid(), signal.SIGTERM)
            await running
    async with office.db.read() as session:
        reasons = list(await session.scalars(select(UpdateRow.error).where(UpdateRow.error != "")))
    assert len(reasons) == 2
    assert NOTE not in "".join(map(str, reasons))
    written = log()
    assert "IntegrityError" in written, "a fault was told with its traceback"
    assert "cannot be read" in written
    if form == "json":
        for line in written.splitlines():
            json.loads(line)
    secrets = (TOKEN, TOKEN.partition(":")[2], WEBHOOK_SECRET, PASSWORD, "m%40t", link.code, NOTE)
    for secret in (*secrets, "Ghi chú riêng", "guess-1"):
        assert secret not in written
    digits = re.sub(r"[^\d]", "", written)
    for number in ("912345678", "987654321", "999999999"):
        assert number not in digits


async def _refused_by_the_database(office: Office, official_id: int, *_: object) -> None:
    """Write what no table takes: PostgreSQL tells the whole row when it refuses."""
    async with office.db.begin() as session:
        day, status = date(2026, 11, 24), Status.SUBMITTED
        session.add(
            ReportRow(
                official_id=official_id,
                unit_id=1,
                day=day,
                campaign_id=1,
                status=status,
                note=NOTE,
            )
        )


async def _round(world: World, commune: Commune, code: str) -> None:
    """Sign up by link and by phone, guess, report with a note, decide, and meet faults."""
    hoa = Person.new(world, "Hoa", phone="84912345678")
    await hoa.follows("guess-1")
    await told(hoa, "Đường dẫn này không đúng")
    await hoa.shares_contact()
    await told(hoa, "Nếp giữ những gì")
    await hoa.follows(code)
    await told(hoa, "Nếp giữ những gì", 2)
    world.faults.add(Fault.BAD_GATEWAY, method="editMessageText", times=1)
    await hoa.taps("Tôi đồng ý")
    await told(hoa, "Đã đăng ký")
    thief = Person.new(world, "Kẻ gian", phone="84999999999")
    await thief.shares_contact()
    await told(thief, "không có trong danh sách")
    lan = commune.lan
    world.faults.add(Fault.REPLY_LOST, method="setMessageReaction", times=1)
    await lan.replies(NOTE)
    await told(lan, "Ghi chú riêng tư", 2)
    world.updates.put(world.updates.make("message", {"text": NOTE}, "nobody", MESSAGE_LIVES))
    await lan.says("/language")
    await told(lan, "chọn ngôn ngữ")
    await lan.taps("English")
    async with asyncio.timeout(30):
        while lan.answer is None:
            await world.changed(world.version, lan.id)
    assert "trục trặc" in lan.toast
    assert NOTE not in lan.toast


SEPARATORS = ["", " ", ".", "-", " - ", "\u00a0", "–", ") "]
PREFIXES = ["0", "84", "+84", "+84 0", "(+84) ", "0084 ", "+84 (0)"]


@given(
    prefix=st.sampled_from(PREFIXES),
    digits=st.text("56789", min_size=9, max_size=9),
    between=st.lists(st.sampled_from(SEPARATORS), min_size=8, max_size=8),
    around=st.sampled_from(["{}", "tel:{}", "({})", "'phone': '{}',", "số {}.", "{}/x"]),
)
def test_phones_leave_no_digit_in_a_line_however_they_are_written(
    prefix: str, digits: str, between: list[str], around: str
) -> None:
    number = prefix + digits[0] + "".join(map("".join, zip(between, digits[1:], strict=True)))
    record = logging.LogRecord("x", logging.INFO, "", 0, "%s", (around.format(number),), None)
    line = logs.Lines(ZONE, (), as_json=False).format(record)
    assert not set("56789") & set(line.partition("INFO")[2]), line


@pytest.mark.parametrize("number", ["+1 202 555 0123", "+4915112345678", "0049 151 1234 5678"])
def test_a_phone_from_abroad_is_one_too(number: str) -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "số %s", (number,), None)
    assert logs.Lines(ZONE, (), as_json=False).format(record).endswith("số [phone]")


@pytest.mark.parametrize(
    "telling", ["update 810000001 failed", "2026-11-25 09:30:00.123", "chat 7000000001", "0.25 s"]
)
def test_other_numbers_stay_readable(telling: str) -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, telling, (), None)
    assert logs.Lines(ZONE, (), as_json=False).format(record).endswith(telling)


def test_a_password_is_hidden_as_it_is_written_and_as_it_is_meant() -> None:
    settings = Settings(
        database_url="postgresql://nep:m%40t%2Fkhau@db/nep",
        telegram_proxy="http://u:cua%20ngo@proxy:3128",
        _env_file=None,
    )
    assert set(settings.secrets) == {"m%40t%2Fkhau", "m@t/khau", "cua%20ngo", "cua ngo"}


@pytest.mark.parametrize("name", ["TELEGRAM_API_URL", "WEBHOOK_URL"])
def test_an_address_that_is_shown_holds_no_password(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "https://u:mat-khau@nep.coquan.gov.vn/x")
    with pytest.raises(SettingsInvalid, match=name) as refused:
        load()
    assert "mat-khau" not in str(refused.value)


def test_settings_show_no_secret_in_any_form() -> None:
    settings = Settings(
        telegram_token=TOKEN,
        webhook_secret=WEBHOOK_SECRET,
        database_url="postgresql://nep:mat-khau@db/nep",
        telegram_proxy="socks5://u:cua-ngo@proxy:1080",
        _env_file=None,
    )
    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    for secret in settings.secrets:
        assert secret not in shown
