"""Transactions that hold on both engines."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.pool import QueuePool

from bot.errors import Refusal
from bot.rules.deliveries import Kind, Wanted
from bot.rules.people import Role
from bot.rules.reports import Status
from bot.rules.scoring import Weighed
from bot.usecases import intake
from bot.usecases.office import Office
from db import deliveries, postgres, reports
from db.engine import Database, async_url
from db.reports import Change, Draft
from db.tables import ClockMarkRow, OfficialRow, ReportRow
from tests.conftest import WEDNESDAY
from tests.support.builders import a_unit, an_official


async def test_no_update_is_lost_between_reading_and_writing(office: Office) -> None:
    """Forty transactions read a number, think, and write it back plus one."""
    unit = await a_unit(office, "Phòng Nội vụ")
    official = await an_official(office, "0", "Người đếm", unit)

    async def add_one() -> None:
        async with office.db.begin() as session:
            wanted = select(OfficialRow).where(OfficialRow.id == official.id).with_for_update()
            row = (await session.scalars(wanted)).one()
            await asyncio.sleep(0)
            row.title = str(int(row.title or 0) + 1)

    await asyncio.gather(*(add_one() for _ in range(40)))
    async with office.db.read() as session:
        assert (await session.get_one(OfficialRow, official.id)).title == "40"


async def test_waiting_writers_of_sqlite_leave_the_file_alone(tmp_path: Path) -> None:
    """In the database they would sleep and retry, the unlucky ones for seconds."""
    db = Database(f"sqlite:///{tmp_path / 'nep.db'}")
    pool = db.engine.pool
    assert isinstance(pool, QueuePool)
    at_once = []

    async def write() -> None:
        async with db.begin() as session:
            await session.execute(text("SELECT 1"))
            at_once.append(pool.checkedout())

    await asyncio.gather(*(write() for _ in range(8)))
    await db.close()
    assert at_once == [1] * 8


@pytest.mark.postgres
async def test_a_writer_that_is_suspended_lets_go(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its connection stays open, and what it has locked all others would wait for."""
    monkeypatch.setattr("db.postgres.IN_TRANSACTION_SECONDS", 1)
    one, other = Database(postgres_url), Database(postgres_url)
    lock = text("LOCK TABLE periods IN EXCLUSIVE MODE")

    async def stop_half_way() -> None:
        async with one.begin() as session:
            await session.execute(lock)
            async with asyncio.timeout(30), other.begin() as session_:
                await session_.execute(lock)

    with pytest.raises(DBAPIError, match="idle-in-transaction") as failure:
        await stop_half_way()
    assert intake.out_of_order(failure.value), "so that it is tried again"
    async with one.begin() as session:
        await session.execute(lock)
    await one.close()
    await other.close()


@pytest.mark.postgres
async def test_what_an_address_says_of_its_server_is_kept(postgres_url: str) -> None:
    url = make_url(postgres_url).update_query_dict(
        {"options": "-c search_path=mine", "connect_timeout": "3"}
    )
    assert postgres.connect_args(url)["connect_timeout"] == "3"
    db = Database(url.render_as_string(hide_password=False))
    async with db.read() as session:
        assert await session.scalar(text("SHOW search_path")) == "mine"
    await db.close()


async def test_an_exception_takes_everything_back(office: Office) -> None:
    async def write_and_fail() -> None:
        async with office.db.begin() as session:
            session.add(ClockMarkRow(name="planner", at=datetime(2026, 1, 1, tzinfo=UTC)))
            await session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await write_and_fail()
    async with office.db.read() as session:
        assert (await session.scalars(select(ClockMarkRow))).all() == []


async def test_moments_come_back_aware_and_in_utc(office: Office) -> None:
    async with office.db.begin() as session:
        session.add(ClockMarkRow(name="planner", at=WEDNESDAY))
    async with office.db.read() as session:
        kept = await session.get_one(ClockMarkRow, "planner")
    assert kept.at == WEDNESDAY
    assert kept.at.utcoffset() == timedelta(0)


async def test_a_moment_without_a_zone_is_refused(office: Office) -> None:
    with pytest.raises(StatementError, match="without a time zone"):
        async with office.db.begin() as session:
            session.add(ClockMarkRow(name="planner", at=datetime(2026, 1, 1)))  # noqa: DTZ001 - the subject


async def a_report(office: Office) -> tuple[int, int]:
    """Make a draft; give the ids of the author and of the report."""
    unit = await a_unit(office, "Phòng Nội vụ")
    author = await an_official(office, "A", "Tác giả", unit)
    wanted = author.id, WEDNESDAY.date()
    async with office.db.begin() as session:
        await reports.add_drafts(session, [Draft(author.id, unit, wanted[1], 1, ["C1", "C2"])])
        return author.id, (await reports.of_days(session, [wanted]))[wanted].id


async def test_one_report_a_person_and_day(office: Office) -> None:
    author, report_id = await a_report(office)
    async with office.db.begin() as session:
        before = await reports.get(session, report_id)
        assert before
        again = Draft(author, before.unit_id, before.day, 1, ["C1"])
        await reports.add_drafts(session, [again])
        found = await reports.of_days(session, [(author, before.day)])
    assert list(found.values()) == [before]
    with pytest.raises(IntegrityError):
        async with office.db.begin() as session:
            await session.execute(
                text(
                    "INSERT INTO reports (official_id, unit_id, day, campaign_id, status,"
                    " exceptional, met_weight, counted_weight)"
                    " SELECT official_id, unit_id, day, campaign_id, status, exceptional, 0, 0"
                    " FROM reports"
                )
            )


@pytest.mark.parametrize(
    "broken",
    [
        {"status": Status.SUBMITTED},
        {"status": Status.APPROVED, "submitted_at": WEDNESDAY},
        {"decided_by": 1},
        {"met_weight": 2, "counted_weight": 1},
    ],
    ids=["sent without a time", "decided by nobody", "draft with a decider", "more met than asked"],
)
async def test_the_tables_refuse_a_report_that_cannot_be(
    office: Office, broken: dict[str, object]
) -> None:
    await a_report(office)
    with pytest.raises(IntegrityError):
        async with office.db.begin() as session:
            await session.execute(update(ReportRow).values(**broken))


async def test_the_tables_refuse_who_decides_on_himself(office: Office) -> None:
    author, _ = await a_report(office)
    with pytest.raises(IntegrityError, match="nobody_decides_on_himself"):
        async with office.db.begin() as session:
            await session.execute(
                update(ReportRow).values(
                    status=Status.APPROVED,
                    submitted_at=WEDNESDAY,
                    decided_by=author,
                    decided_at=WEDNESDAY,
                )
            )


async def test_of_many_deciders_one_decides(office: Office) -> None:
    author, report_id = await a_report(office)
    unit = await a_unit(office, "Cấp trên")
    heads = [await an_official(office, f"H{n}", f"H{n}", unit, Role.HEAD) for n in range(6)]
    async with office.db.begin() as session:
        report = await reports.get(session, report_id)
        assert report
        sent = replace(report, status=Status.SUBMITTED, submitted_at=WEDNESDAY)
        await reports.write(session, [Change(report, sent, WEDNESDAY, Weighed(2, 2))])

    async def decide(head: int, status: Status) -> int:
        async with office.db.begin() as session:
            done = await reports.decide(session, [report_id], status, by=head, now=WEDNESDAY)
            return len(done)

    kinds = [Status.APPROVED, Status.RETURNED] * 3
    counts = await asyncio.gather(
        *(decide(head.id, kind) for head, kind in zip(heads, kinds, strict=True))
    )
    assert sum(counts) == 1
    assert author not in {head.id for head in heads}


async def test_a_delivery_is_written_once_and_taken_once(office: Office) -> None:
    unit = await a_unit(office, "Phòng Nội vụ")
    person = await an_official(office, "A", "Người nhận", unit)
    wanted = [Wanted(Kind.PROMPT, person.id, "2026-11-25", WEDNESDAY)]

    async def enqueue() -> int:
        async with office.db.begin() as session:
            return len(await deliveries.enqueue(session, wanted, WEDNESDAY))

    async def claim() -> int:
        async with office.db.begin() as session:
            return len(await deliveries.claim(session, WEDNESDAY, 10))

    assert sum(await asyncio.gather(*(enqueue() for _ in range(8)))) == 1
    assert sum(await asyncio.gather(*(claim() for _ in range(8)))) == 1


@pytest.mark.parametrize("url", ["", "x", "mysql://a/b", "sqlite", "postgres//a"])
def test_an_address_of_no_database_is_refused(url: str) -> None:
    with pytest.raises(Refusal, match="DATABASE_URL"):
        async_url(url)


async def test_a_fault_of_the_database_tells_no_value(office: Office) -> None:
    """What is written down about people would else stand in the log."""
    async with office.db.read() as session:
        with pytest.raises(DBAPIError) as raised:
            await session.execute(text("SELECT no_such(:note)"), {"note": "0912345678"})
    assert "0912345678" not in str(raised.value)
