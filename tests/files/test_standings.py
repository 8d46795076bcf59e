import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.files import standings

HEADINGS = standings.Headings(
    rank="Hạng",
    code="Mã",
    name="Họ và tên",
    unit="Đơn vị",
    block="Khối thi đua",
    score="Điểm",
    rate="Tỷ lệ báo cáo",
    approved_days="Ngày được duyệt",
    due_days="Ngày phải báo cáo",
    reason="Lý do",
)
RULE = "Điểm = 100 × trọng số đạt ÷ trọng số đạt và chưa đạt."


def _ranked(rank: int, name: str, score: float) -> standings.Ranked:
    return standings.Ranked(rank, "007", name, "Phòng Kinh tế", "Khối phòng", score, 0.95, 19, 20)


def _standings(**changes: Any) -> standings.Standings:
    values: dict[str, Any] = {
        "tab": "Xếp hạng",
        "title": "BẢNG XẾP HẠNG CÁ NHÂN",
        "period": "Tháng 11/2026",
        "rule": (RULE, "=1+1"),
        "headings": HEADINGS,
        "ranked": (
            _ranked(1, "Nguyễn Thị Hồng Nhung", 98.6),
            _ranked(1, "=HYPERLINK(1)", 98.6),
            _ranked(3, "Lê Văn C", 87.25),
        ),
        "unranked_title": "Chưa xếp hạng",
        "unranked": (
            standings.Unranked("008", "@SUM(A1)", "Phòng Kinh tế", "Khối phòng", "-3 ngày"),
        ),
    }
    return standings.Standings(**(values | changes))


def _sheet(subject: standings.Standings) -> Any:
    out = io.BytesIO()
    standings.write(subject, out)
    return openpyxl.load_workbook(io.BytesIO(out.getvalue())).active


def _texts(sheet: Any) -> list[list[Any]]:
    rows = ([cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True))
    return [row for row in rows if row]


def test_a_council_member_finds_who_stands_where_by_which_rule() -> None:
    assert _texts(_sheet(_standings())) == [
        ["BẢNG XẾP HẠNG CÁ NHÂN"],
        ["Tháng 11/2026"],
        [RULE],
        ["=1+1"],
        [
            "Hạng",
            "Mã",
            "Họ và tên",
            "Đơn vị",
            "Khối thi đua",
            "Điểm",
            "Tỷ lệ báo cáo",
            "Ngày được duyệt",
            "Ngày phải báo cáo",
        ],
        [1, "007", "Nguyễn Thị Hồng Nhung", "Phòng Kinh tế", "Khối phòng", 98.6, 0.95, 19, 20],
        [1, "007", "=HYPERLINK(1)", "Phòng Kinh tế", "Khối phòng", 98.6, 0.95, 19, 20],
        [3, "007", "Lê Văn C", "Phòng Kinh tế", "Khối phòng", 87.25, 0.95, 19, 20],
        ["Chưa xếp hạng"],
        ["Mã", "Họ và tên", "Đơn vị", "Khối thi đua", "Lý do"],
        ["008", "@SUM(A1)", "Phòng Kinh tế", "Khối phòng", "-3 ngày"],
    ]


def test_nothing_that_was_typed_is_a_formula() -> None:
    types = {cell.data_type for row in _sheet(_standings()) for cell in row}
    assert types == {"s", "n"}


def test_numbers_can_be_counted_with_and_are_shown_the_vietnamese_way() -> None:
    formats = {
        cell.value: cell.number_format
        for row in _sheet(_standings())
        for cell in row
        if isinstance(cell.value, float | int)
    }
    assert formats[98.6] == "[$-42A]0.0"
    assert formats[0.95] == "[$-42A]0.0%"
    assert formats[19] == "0"


def test_everybody_ranked_leaves_no_empty_second_table() -> None:
    texts = _texts(_sheet(_standings(unranked=())))
    assert ["Chưa xếp hạng"] not in texts
    assert texts[-1][2] == "Lê Văn C"


def test_units_leave_out_the_columns_that_they_do_not_have() -> None:
    headings = standings.Headings(
        "Hạng", "", "Đơn vị", "", "Khối", "Điểm", "Tỷ lệ", "", "", "Lý do"
    )
    sheet = _sheet(_standings(headings=headings))
    assert [1, "Nguyễn Thị Hồng Nhung", "Khối phòng", 98.6, 0.95] in _texts(sheet)
    assert sheet.page_setup.orientation == "portrait"


def test_a_page_is_a4_as_wide_as_the_table_with_its_headings_repeated() -> None:
    sheet = _sheet(_standings())
    assert int(sheet.page_setup.paperSize) == 9
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    top = next(row[0].row for row in sheet.iter_rows() if row[0].value == "Hạng")
    assert sheet.print_title_rows == f"${top}:${top}"
    assert sheet.auto_filter.ref == f"A{top}:I{top + 3}"


def test_a_long_name_gets_a_higher_row() -> None:
    long = "Công Tằng Tôn Nữ Hoàng Phương Thảo Nguyệt Ánh Quỳnh Như Ý Mai"
    sheet = _sheet(_standings(ranked=(_ranked(1, "Lan", 9), _ranked(2, long, 8))))
    heights = {
        row[2].value: sheet.row_dimensions[row[2].row].height for row in sheet.iter_rows(min_row=6)
    }
    assert heights[long] > 2 * heights["Lan"]


@pytest.mark.parametrize("tab", ["Tháng 11/2026", "a/b:c*[d]?\\" * 9, "'", "😀" * 31, ""])
def test_any_period_can_name_the_tab(tmp_path: Path, tab: str) -> None:
    """A workbook allows 31 letters, and not all of them."""
    standings.write(_standings(tab=tab), tmp_path / "standings.xlsx")
    (name,) = openpyxl.load_workbook(tmp_path / "standings.xlsx").sheetnames
    assert 0 < len(name) <= 31
