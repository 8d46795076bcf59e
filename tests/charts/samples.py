"""Pictures to draw: as offices have them, and as nobody should."""

import unicodedata
from datetime import date, timedelta

from bot.charts import comparison, council, digest, month, ranking

NASTY = (
    "Nguyễn\u202e Thị <b>&amp;</b> $x_1$ 😀👨\u200d👩\u200d👧 漢字 "
    + unicodedata.normalize("NFD", "Ễ Ằ Ữ Hoàng Phương Thảo Nguyệt Ánh Quỳnh")
    + " \u200f\nא\tا"
)
LONG = "Công Tằng Tôn Nữ Hoàng Phương Thảo Nguyệt Ánh Quỳnh Như Ý Mai"
UNBROKEN = "Ngườingồitrựctạibộphậnmộtcửacủaủybannhândânphườnglongbìnhsángnay"
WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
FIRST = date(2026, 11, 1)
NOVEMBER = tuple(FIRST + timedelta(days) for days in range(30))


def a_month(words: str = "") -> month.MonthPicture:
    states = list(month.DayState)
    return month.MonthPicture(
        title=words or "Tháng 11/2026 · Nguyễn Thị Hồng Nhung",
        subtitle=words or "Phòng Văn hóa – Xã hội, phường Long Bình",
        weekdays=(words,) * 7 if words else WEEKDAYS,
        days=tuple(
            month.DayCell(day, states[day.day % len(states)], words or "100") for day in NOVEMBER
        ),
        legend=tuple(month.LegendItem(state, words or "Đã duyệt, có ngoại lệ") for state in states),
        bars=tuple(
            month.CriterionBar(words or label, share, words or "15/17 · 88 %", moved)
            for label, share, moved in (
                ("Đúng giờ, kỷ luật", 0.88, -6),
                ("Giao tiếp, ứng xử với Nhân dân", 1.0, 4),
                ("Việc đúng hạn", 0.0, 0),
                ("Tận tụy, trách nhiệm", None, 0),
            )
        ),
        footer=(words or "Điểm 96,5 · Tỷ lệ báo cáo 94 % (16/17 ngày)",),
    )


def a_comparison(words: str = "") -> comparison.ComparisonPicture:
    scores = (91.2, 93, None, 96.5, 94.1, 97.8)
    return comparison.ComparisonPicture(
        title=words or "Cao hơn trung vị của khối 1,2 điểm",
        subtitle=words or "Phòng Văn hóa – Xã hội · Tháng 11/2026 · điểm đơn vị",
        score_heading=words or "Điểm",
        rate_heading=words or "Báo cáo",
        rows=tuple(
            comparison.MonthRow(
                words or f"{number:02}/2026",
                score,
                words or ("–" if score is None else f"{score:.1f}".replace(".", ",")),
                words or "98,5 %",
            )
            for number, score in enumerate(scores, 6)
        ),
        median=96.6,
        median_label=words or "trung vị của 5 đơn vị: 96,6 · Khối các phòng chuyên môn",
        footer=(words or "Khối các phòng chuyên môn.",),
    )


def a_ranking(words: str = "") -> ranking.RankingPicture:
    scores = (100, 98.6, 98.6, 97.2, 95, 94.1, 92, 88.5, 75.3, 0)
    return ranking.RankingPicture(
        title=words or "Xếp hạng cá nhân · Tháng 11/2026",
        subtitle=words or "Khối các phòng chuyên môn · 1–10 trên 42 người",
        bars=tuple(
            ranking.Bar(
                rank_label=words or str(scores.index(score) + 1),
                name=words or "Huỳnh Ngọc Bảo Trân",
                note=words or "Trung tâm Phục vụ hành chính công",
                score=score,
                score_label=words or f"{score:.1f}".replace(".", ","),
                rate_label=words or "báo cáo 98,5 %",
            )
            for score in scores
        ),
        footer=(words or "Chưa xếp hạng: 3 người.",),
    )


def some_criteria(words: str = "") -> digest.CriteriaPicture:
    weeks = ("2–6/11", "9–13/11", "16–20/11", "23–27/11", "30/11")
    labels = ("Đúng giờ, kỷ luật", "Giao tiếp, ứng xử với Nhân dân", "Việc đúng hạn")
    shares = (1, 0.97, 0.88, 0.4, None)
    return digest.CriteriaPicture(
        title=words or "Đúng giờ giảm 6 điểm trong hai tuần cuối",
        subtitle=words or "Phòng Văn hóa – Xã hội · Tháng 11/2026 · % câu trả lời đạt",
        columns=(words,) * 5 if words else weeks,
        rows=tuple(
            digest.CriterionRow(
                words or label,
                tuple(
                    digest.Share(share, words or ("–" if share is None else f"{share * 100:.0f}"))
                    for share in shares
                ),
            )
            for label in labels
        ),
        footer=(words or "Ô càng cam càng cần quan tâm.",),
    )


def a_participation(words: str = "") -> digest.ParticipationPicture:
    return digest.ParticipationPicture(
        title=words or "94 % báo cáo được gửi, cao hơn tháng trước 3 điểm",
        subtitle=words or "Phòng Văn hóa – Xã hội · Tháng 11/2026",
        scale=(words,) * 3 if words else ("0 %", "50 %", "100 %"),
        days=tuple(map(_day, NOVEMBER)),
        marks=(
            digest.Mark(0.8, words or "Mức tối thiểu để xếp hạng: 80 %"),
            digest.Mark(0.91, words or "Trung vị của khối: 91 %"),
        ),
        exception_label=words or "báo cáo có ngoại lệ: 12",
        off_label=words or "Ngày nghỉ",
        footer=(words or "Số dưới cột: ngày thứ Hai.",),
    )


def _day(day: date) -> digest.ParticipationDay:
    """Weekends are off, nobody reported on the 12th, and the month ends after the 26th."""
    if day.weekday() >= 5:
        return digest.ParticipationDay(day, None, off=True)
    if day.day > 26:
        return digest.ParticipationDay(day, None)
    return digest.ParticipationDay(
        day, 0 if day.day == 12 else 0.9, exceptional=0.2 if day.day % 5 == 0 else 0.0
    )


def some_units(words: str = "") -> council.UnitsPicture:
    scores = (100, 98.6, 83.5, 0)
    bars = tuple(
        council.UnitBar(
            rank_label=words or str(rank),
            name=words or "Trung tâm Phục vụ hành chính công",
            score=score,
            score_label=words or f"{score:.1f}".replace(".", ","),
            move_label=words or "▼ 2,1",
            fell=score < 90,
        )
        for rank, score in enumerate(scores, 1)
    )
    return council.UnitsPicture(
        title=words or "Phòng Văn hóa – Xã hội giảm 5,2 điểm so với quý III/2026",
        subtitle=words or "Quý IV/2026 · 22 đơn vị xếp hạng, 18 chưa",
        blocks=(
            council.BlockBars(words or "Khối các phòng chuyên môn", bars),
            council.BlockBars("", bars, words or "… và 14 đơn vị khác", 2),
            council.BlockBars(words or "Khối xã, phường", bars[:1], words or "… và 2 đơn vị", 1),
        ),
        footer=(words or "Chưa xếp hạng:", words or "Công an: tỷ lệ báo cáo 20,0 %, cần 80 %"),
    )


def a_coverage(words: str = "") -> council.CoveragePicture:
    return council.CoveragePicture(
        title=words or "16/40 đơn vị báo cáo dưới mức 80 %",
        subtitle=words or "Quý IV/2026 · 1180 người, 132 chưa đăng ký",
        goal=0.8,
        goal_label=words or "mức cần đạt 80 %",
        bars=tuple(
            council.CoverageBar(
                name=words or "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân phường Long Bình",
                share=share,
                share_label=words or ("–" if share is None else f"{share * 100:.0f},0 %"),
                note=words or "duyệt 40/200 báo cáo · chưa đăng ký 3/28 người",
                low=share is not None and share < 0.8,
            )
            for share in (None, 0, 0.2, 0.79, 0.8, 1)
        ),
        footer=(words or "… và 28 đơn vị khác, từ 74,5 % trở lên",),
    )


def weak_criteria(words: str = "") -> council.WeakPicture:
    shares = (1, 0.97, 0.88, 0.4, None, 0) * 2
    return council.WeakPicture(
        title=words or "Đúng giờ giảm 4 điểm trong hai tháng cuối",
        subtitle=words or "Năm 2026 · % câu trả lời đạt",
        columns=(words,) * 12 if words else tuple(f"T{number}" for number in range(1, 13)),
        rows=tuple(
            council.WeakRow(
                label=words or "Giao tiếp, ứng xử với Nhân dân",
                total_label=words or "87,5 %",
                move_label=words or "▼ 5,4",
                fell=True,
                shares=tuple(
                    digest.Share(share, words or ("–" if share is None else f"{share * 100:.0f}"))
                    for share in shares
                ),
            )
            for _ in range(3)
        ),
        footer=(words or "▲ ▼ điểm phần trăm so với năm 2025",),
    )
