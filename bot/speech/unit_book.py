"""What stands in the workbook of a unit's month."""

from markupsafe import Markup

from bot.rules import spelling
from bot.rules.periods import Period
from bot.speech import comparison, digest, rule, spans
from bot.speech.catalog import Texts
from bot.speech.screen import Screen
from bot.usecases.digest import UnitMonth


def file_name(month: UnitMonth) -> str:
    """ban-tin-phong-van-hoa-xa-hoi-202611.xlsx."""
    name = spelling.plain(month.unit.name).replace(" ", "-")
    return f"ban-tin-{name[:40].strip('-')}-{month.period.first:%Y%m}.xlsx"


def caption(t: Texts, month: UnitMonth) -> Screen:
    return Screen(
        Markup("{unit} · {period}").format(unit=month.unit.name, period=spans.name(t, month.period))
    )


def title(t: Texts, month: UnitMonth) -> str:
    return t.plain("BÁO CÁO THÁNG {month}", month=f"{month.period.first:%m/%Y}")


def subtitle(t: Texts, month: UnitMonth) -> str:
    return f"{month.unit.name} · {spans.span(t, month.period)}"


def summary_headings(t: Texts) -> tuple[str, str, str]:
    return t.plain("Tổng hợp"), t.plain("Nội dung"), t.plain("Kết quả")


def summary(t: Texts, month: UnitMonth) -> tuple[tuple[str, str], ...]:
    sent = sum(day.sent for day in month.days)
    due = sum(day.due for day in month.days)
    tally = month.now.tally
    block = month.block
    rows = [
        (t.plain("Số người"), str(month.people)),
        (t.plain("Chưa đăng ký"), str(month.not_signed_up)),
        (t.plain("Báo cáo đã gửi / phải gửi"), f"{sent} / {due} ({digest.share_of(t, sent, due)})"),
        (t.plain("Trong đó gửi muộn"), str(month.late)),
        (
            t.plain("Ngày đã duyệt / phải báo cáo"),
            f"{tally.approved_days} / {tally.due_days} ({rule.rate(t, tally)})",
        ),
        (t.plain("Chờ duyệt"), str(month.waiting)),
        (t.plain("Điểm đơn vị"), comparison.score(t, month.now)),
        (t.plain("Điểm tháng trước"), comparison.score(t, month.before)),
        (
            t.plain("Trung vị của khối"),
            "–" if block is None or block.median is None else t.number(block.median),
        ),
        (t.plain("Nhận xét"), digest.headline(t, month)),
    ]
    return tuple(rows)


def notes(t: Texts, month: UnitMonth) -> tuple[str, ...]:
    return (*comparison.footer(t, month), *rule.sentences(t, month.limits))


def people_headings(t: Texts) -> tuple[str, tuple[str, ...]]:
    return t.plain("Từng người"), (
        t.plain("Mã"),
        t.plain("Họ và tên"),
        t.plain("Ngày phải báo cáo"),
        t.plain("Đã gửi"),
        t.plain("Gửi muộn"),
        t.plain("Đã duyệt"),
        t.plain("Lượt trả lại"),
        t.plain("Điểm"),
        t.plain("Tỷ lệ báo cáo"),
    )


def missed_headings(t: Texts, month: UnitMonth) -> tuple[str, ...]:
    return tuple(
        t.plain("Chưa đạt: {criterion}", criterion=month.criteria[trend.key].short_in(t.language))
        for trend in month.trends
    )


def people_notes(t: Texts) -> tuple[str, ...]:
    return (
        t.plain(
            "Chưa đạt: số lần trong các báo cáo đã duyệt. Ngày nghỉ phép không tính là ngày phải "
            "báo cáo."
        ),
    )


def criteria_headings(t: Texts) -> tuple[str, str, str, str, str]:
    return (
        t.plain("Tiêu chí"),
        t.plain("Tiêu chí"),
        t.plain("Đạt"),
        t.plain("Có tính"),
        t.plain("Cả tháng"),
    )


def week(t: Texts, week: Period) -> str:
    return t.plain("Ngày {days}", days=digest.week(week))
