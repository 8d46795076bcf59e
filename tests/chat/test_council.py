"""The whole office in a month, quarter and year, as the council sees it."""

import io
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction

import pytest
from openpyxl import load_workbook

from bot import bulletins
from bot.app import Nep
from bot.bulletins import council as bulletin
from bot.rules import periods, scoring
from bot.rules.people import Language
from bot.rules.periods import Kind, Period
from bot.rules.ranking import Place
from bot.rules.reports import Answer, Status
from bot.rules.workdays import Workdays
from bot.sandbox.clock import SandboxClock
from bot.sandbox.people import Person
from bot.speech import catalog
from bot.speech.buttons import CouncilPart
from bot.speech.screen import units
from bot.usecases import council, enrol, ledger
from bot.usecases.council import CouncilPeriod
from db.ledger import Entry
from tests.support.builders import Commune, a_unit, an_official
from tests.support.queries import counted
from tests.support.reports import MET, a_report, missing, some_days

NOVEMBER = Workdays().working_days(date(2026, 11, 2), date(2026, 11, 30))
DECEMBER = Workdays().working_days(date(2026, 12, 1), date(2026, 12, 10))


@pytest.fixture
async def autumn(nep: Nep, commune: Commune, clock: SandboxClock) -> Commune:
    """Give two months: the division falls in December, the top's own office reports too little."""
    office, ids = nep.office, commune.ids
    by, unit = ids["chair"], commune.division
    weak = dict.fromkeys(DECEMBER, missing("C1", "C3")) | {NOVEMBER[3]: missing("C2")}
    for name in ("binh", "dung", "lan", "minh"):
        await some_days(office, ids[name], NOVEMBER + DECEMBER, by=by, unit_id=unit, weak=weak)
    await some_days(office, ids["council"], NOVEMBER + DECEMBER[:5], by=by, unit_id=commune.top)
    await some_days(office, ids["chair"], NOVEMBER, by=ids["binh"], unit_id=commune.top)
    na = MET | {"C4": Answer.NA}
    await a_report(office, ids["chair"], DECEMBER[0], by=ids["binh"], unit_id=unit, answers=na)
    await a_report(
        office, ids["chair"], DECEMBER[1], by=by, unit_id=commune.top, status=Status.SUBMITTED
    )
    await an_official(office, "MM01", "Người Chưa Vào", commune.top)
    clock.set(datetime(2026, 12, 11, 9, tzinfo=office.zone))
    return commune


async def shown(nep: Nep, commune: Commune, kind: Kind, clock: SandboxClock) -> CouncilPeriod:
    day = clock.now().date()
    return await council.show(nep.office, commune.ids["council"], kind, day, clock.now())


@pytest.mark.parametrize("kind", [Kind.MONTH, Kind.QUARTER, Kind.YEAR])
async def test_the_numbers_are_those_of_the_ledger(
    nep: Nep, autumn: Commune, clock: SandboxClock, kind: Kind
) -> None:
    """Counted anew from what the export holds."""
    found = await shown(nep, autumn, kind, clock)
    now = await _approved(nep, found.period.first, found.period.last)
    assert {line.contender.name for line in found.lines} == {one.unit for one in now} | {
        "UBND xã Tân Phú"
    }
    of_code: dict[str, list[Entry]] = defaultdict(list)
    for one in now:
        of_code[one.code].append(one)
    teams = {
        "Phòng Văn hóa – Xã hội": {"VH01", "VH02", "VH03", "VH04"},
        "UBND xã Tân Phú": {"CT01", "HD01"},
    }
    for line in found.lines:
        codes = teams[line.contender.name]
        scores = [_score(of_code[code]) for code in codes]
        assert line.entry.score is not None
        mean = sum(scores, Fraction(0)) / len(scores)
        assert scoring.display(line.entry.score) == scoring.display(mean)
        days = {(one.code, one.day) for code in codes for one in of_code[code]}
        assert line.entry.tally.approved_days == len(days)
        first = max(found.period.first, date(2026, 11, 2))
        due = len(Workdays().working_days(first, date(2026, 12, 10)))
        assert line.entry.tally.due_days == due * len(codes)
    assert (found.people, found.not_signed_up, found.waiting) == (7, 1, 1)
    before = await _approved(nep, found.since.first, found.since.last)
    assert {trend.key for trend in found.trends} == set(MET)
    for trend in found.trends:
        assert (trend.total.met, trend.total.counted) == _share(now, trend.key)
        assert (trend.before.met, trend.before.counted) == _share(before, trend.key)
        for share, column in zip(trend.weeks, found.columns, strict=True):
            within = [one for one in now if one.day in column]
            assert (share.met, share.counted) == _share(within, trend.key)
    values = [trend.total.value or 0 for trend in found.trends]
    assert values == sorted(values)


async def _approved(nep: Nep, first: date, last: date) -> list[Entry]:
    found: list[Entry] = []

    def take(entries: Iterable[Entry]) -> None:
        found.extend(one for one in entries if one.status is Status.APPROVED)

    await ledger.hand_out(nep.office, first, last, take)
    return found


def _score(entries: list[Entry]) -> Fraction:
    met, counted = _share(entries, *MET)
    return Fraction(100 * met, counted)


def _share(entries: list[Entry], *codes: str) -> tuple[int, int]:
    given = [one.answer for one in entries if one.criterion in codes]
    return given.count(Answer.MET), given.count(Answer.MET) + given.count(Answer.NOT_MET)


async def test_the_council_goes_from_picture_to_picture_in_one_message(autumn: Commune) -> None:
    chat = autumn.council
    await chat.says("/digest")
    assert chat.buttons()[0] == ["Toàn cơ quan"]
    await chat.taps("Toàn cơ quan")
    assert chat.sees().splitlines() == [
        "Toàn cơ quan · Tháng 12/2026",
        "Đã duyệt 38/48 báo cáo (79,2 %) · dưới mức: 1 đơn vị · chưa đăng ký: 1 người",
        "Phòng Văn hóa – Xã hội: 60,0 điểm",
        "Yếu đi: Đúng giờ 15,8 %, giảm 84 điểm so với tháng 11/2026",
        "So với tháng 11/2026: 0 đơn vị tăng, 1 giảm, 0 giữ nguyên",
        "Chờ duyệt: 1 báo cáo",
        "Bản tin tới: 04/01/2027",
    ]
    assert chat.buttons() == [
        ["• Theo khối", "Nhịp báo cáo"],
        ["Tiêu chí"],
        ["• Tháng", "Quý"],
        ["Năm"],
        ["◀ Tháng 11/2026"],
        ["📄 Xuất Excel", "Theo đơn vị"],
    ]
    pictures = {chat.message.photo}
    for label in ("Nhịp báo cáo", "Tiêu chí", "Quý", "Năm"):
        await chat.taps(label)
        pictures.add(chat.message.photo)
    assert len(pictures) == 5
    assert chat.sees().startswith("Toàn cơ quan · Năm 2026")
    await chat.taps("Tháng")
    await chat.taps("◀ Tháng 11/2026")
    assert chat.sees().startswith("Toàn cơ quan · Tháng 11/2026")
    assert ["Tháng 12/2026 ▶"] in chat.buttons()
    assert "• Tiêu chí" in chat.buttons()[1]
    await chat.taps("Theo đơn vị")
    assert chat.buttons()[0] == ["Toàn cơ quan"]
    assert len([m for m in chat.messages if m.sender_id == chat.world.bot.id]) == 1


@pytest.mark.parametrize("name", ["lan", "binh", "dung", "chair"])
async def test_nobody_else_sees_the_whole_office(autumn: Commune, name: str) -> None:
    person: Person = getattr(autumn, name)
    await person.says("/help")
    for data in (
        *(f"1|o|{part}|{kind}|2026-12-01" for part in CouncilPart for kind in ("month", "year")),
        "1|of|quarter|2026-12-01",
    ):
        await person.taps_data(data, on=person.message)
        assert person.toast.startswith("Bản tin toàn cơ quan chỉ dành cho")
    assert len(person.messages) == 2


async def test_a_forged_button_finds_a_period_or_is_refused(autumn: Commune) -> None:
    chat = autumn.council
    await chat.says("/help")
    await chat.taps_data("1|o|units|movement|2026-12-01", on=chat.message)
    assert chat.toast.startswith("Bản tin toàn cơ quan có theo")
    for data, period in (
        ("1|o|weak|year|0001-01-01", "Năm 2026"),
        ("1|o|cover|month|9999-12-31", "Tháng 12/2026"),
    ):
        await chat.taps_data(data, on=chat.message)
        assert chat.sees().startswith(f"Toàn cơ quan · {period}")


async def test_every_unit_stands_in_the_workbook(nep: Nep, autumn: Commune) -> None:
    chat = autumn.council
    await a_unit(nep.office, "Đội không người", parent=autumn.top)
    await chat.says("/digest")
    await chat.taps("Toàn cơ quan")
    await chat.taps("📄 Xuất Excel")
    document = chat.message.document
    assert document is not None
    assert document.name == "toan-co-quan-20261201-20261231.xlsx"
    sheet = load_workbook(io.BytesIO(document.data)).active
    rows = [row for row in sheet.iter_rows(values_only=True) if row[1]]
    assert rows[0][:2] == ("Hạng", "Đơn vị")
    division, top = rows[1:]
    assert division[:3] == (1, "Phòng Văn hóa – Xã hội", "Khối chuyên môn")
    assert division[3] == 60
    assert division[4] < -35
    assert division[5:10] == (1, 32, 32, 4, 0)
    assert top[0] in (None, "")
    assert top[9] == 1
    assert str(top[10]).startswith("tỷ lệ báo cáo 37,5 %")


async def test_the_number_of_queries_does_not_grow_with_the_office(
    nep: Nep, autumn: Commune, clock: SandboxClock
) -> None:
    async def queries(kind: Kind) -> int:
        with counted(nep.office) as seen:
            await shown(nep, autumn, kind, clock)
        return len(seen)

    before = [await queries(kind) for kind in (Kind.MONTH, Kind.QUARTER, Kind.YEAR)]
    assert max(before) <= 25
    for number in range(12):
        unit = await a_unit(nep.office, f"Tổ {number}", parent=autumn.top)
        one = await an_official(
            nep.office, f"T{number}", "Một Người", unit, telegram_id=900 + number
        )
        await some_days(nep.office, one.id, DECEMBER, by=autumn.ids["chair"], unit_id=unit)
    after = [await queries(kind) for kind in (Kind.MONTH, Kind.QUARTER, Kind.YEAR)]
    assert after == before


async def test_a_hundred_units_are_no_wall(nep: Nep, autumn: Commune, clock: SandboxClock) -> None:
    """Best and last of each block, what reports least, and how many others there are."""
    for number in range(60):
        name = f"Trung tâm Phục vụ hành chính công phường Long Bình {number}"
        unit = await a_unit(nep.office, name, block=f"Khối {number % 9}")
        joined = 7000 + number if number % 6 else None
        one = await an_official(nep.office, f"X{number}", "Một Người", unit, telegram_id=joined)
        days = DECEMBER[: 7 + number % 2] if joined else []
        weak = {DECEMBER[0]: missing(*list(MET)[: number % 5])} if joined else {}
        await some_days(nep.office, one.id, days, by=autumn.ids["chair"], unit_id=unit, weak=weak)
    found = await shown(nep, autumn, Kind.MONTH, clock)
    for language in Language:
        t = catalog.of(language)
        assert units(bulletin.album(t, found).caption.striptags()) <= 1024
    t = catalog.of(Language.VI)
    picture = bulletin.units(t, found)
    assert len(picture.blocks) == bulletin.BLOCKS
    assert sum(len(block.bars) for block in picture.blocks) <= bulletin.BARS
    for block in picture.blocks[1:]:
        ours = [line for line in found.ranked if line.contender.block == block.title]
        hidden = len(ours) - len(block.bars)
        assert block.left_out == (f"… và {hidden} đơn vị khác" if hidden else "")
        assert block.bars[0].name == ours[0].contender.name
        assert block.bars[-1].name == ours[-1].contender.name
    assert "… và 3 khối khác, xem tệp Excel" in picture.footer
    coverage = bulletin.coverage(t, found)
    assert len(coverage.bars) == bulletin.COVERED
    assert [bar.share for bar in coverage.bars[:3]] == [None] * 3
    assert coverage.bars[3].name == "UBND xã Tân Phú"
    assert coverage.bars[3].low
    assert all(isinstance(line.item, Place) for line in found.ranked)
    assert len(bulletin.album(t, found).plates) == 3


@pytest.mark.parametrize(
    ("period", "title", "covered"),
    [
        (periods.quarter_of(date(2026, 10, 1)), "Toàn cơ quan · Quý IV/2026", "Tháng 12/2026"),
        (
            periods.year_of(date(2026, 1, 1)),
            "Toàn cơ quan · Năm 2026",
            "Quý IV/2026, Tháng 12/2026",
        ),
    ],
)
async def test_a_closed_quarter_and_year_come_as_an_album_with_the_workbook(
    nep: Nep, autumn: Commune, clock: SandboxClock, period: Period, title: str, covered: str
) -> None:
    clock.set(datetime(2027, 1, 4, 8, 30, tzinfo=nep.office.zone))
    person = await enrol.who(nep.office, autumn.council.id)
    assert person
    sent = await bulletins.send(nep.messenger, nep.office, person, period, "q", clock.now())
    assert [card.subject for card in sent] == ["q/units", "q/cover", "q/weak"]
    pictures = [message for message in autumn.council.messages if message.photo]
    words = autumn.council.sees(pictures[0])
    assert words.startswith(title)
    assert words.endswith(f"Gồm cả {covered}; xem riêng: /digest → Toàn cơ quan")
    assert autumn.council.message.document
    gone = period.previous().previous()
    with pytest.raises(bulletins.NothingToShow):
        await bulletins.send(nep.messenger, nep.office, person, gone, "q", clock.now())
