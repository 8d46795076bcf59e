import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import roster
from bot.rules.people import Role
from bot.rules.roster.columns import Column, find_header

HEADER = (
    "Mã",
    "Họ và tên",
    "Chức vụ",
    "Đơn vị",
    "Đơn vị cấp trên",
    "Khối thi đua",
    "Vai trò",
    "Số điện thoại",
    "Trực tiếp tiếp dân",
)


def row(
    code: str = "CB01",
    name: str = "Nguyễn Văn An",
    title: str = "",
    unit: str = "UBND xã",
    parent: str = "",
    block: str = "",
    role: str = "",
    phone: str = "",
    front_line: str = "",
) -> tuple[str, ...]:
    return code, name, title, unit, parent, block, role, phone, front_line


def problems(
    rows: Sequence[Sequence[str]], known_units: dict[str, str | None] | None = None
) -> list[str]:
    with pytest.raises(roster.RosterInvalid) as refused:
        roster.validate(rows, known_units or {})
    return [str(problem) for problem in refused.value.problems]


def codes(rows: Sequence[Sequence[str]]) -> list[str]:
    return [person.code for person in roster.validate(rows).people]


def test_a_full_row_becomes_a_person_and_units() -> None:
    read = roster.validate(
        [
            HEADER,
            row("LD01", "Trần Thị Bình", "Chủ tịch", role="Thủ trưởng"),
            row(
                "CB01",
                "Lê Văn Cường",
                "Công chức Văn hóa",
                "Phòng Văn hóa – Xã hội",
                "UBND xã",
                "Khối phòng ban",
                "",
                "0912 345 678",
                "x",
            ),
        ]
    )
    assert read.people[1] == roster.RosterPerson(
        row=3,
        code="CB01",
        name="Lê Văn Cường",
        title="Công chức Văn hóa",
        unit="Phòng Văn hóa – Xã hội",
        parent="UBND xã",
        block="Khối phòng ban",
        role=Role.OFFICIAL,
        phone="+84912345678",
        front_line=True,
    )
    assert read.people[0].role is Role.HEAD
    assert read.units == (
        roster.RosterUnit("UBND xã", None, None),
        roster.RosterUnit("Phòng Văn hóa – Xã hội", "UBND xã", "Khối phòng ban"),
    )


class TestHeader:
    @pytest.mark.parametrize(
        ("cell", "column"),
        [
            ("Mã / code", Column.CODE),
            ("Mã CBCC", Column.CODE),
            ("code", Column.CODE),
            ("MÃ SỐ", Column.CODE),
            ("Họ và tên / name", Column.NAME),
            ("HỌ  TÊN", Column.NAME),
            ("Ho va ten (*)", Column.NAME),
            ("Họ, chữ đệm và tên", Column.NAME),
            ("Chức danh", Column.TITLE),
            ("Đơn vị công tác", Column.UNIT),
            ("Phòng, ban", Column.UNIT),
            ("Đơn vị (phòng, ban)", Column.UNIT),
            ("Đơn vị cấp trên / parent", Column.PARENT),
            ("Đơn vị\n(cấp trên)", Column.PARENT),
            ("Cụm/Khối thi đua", Column.BLOCK),
            ("Vai trò / role", Column.ROLE),
            ("Số ĐT", Column.PHONE),
            ("SĐT", Column.PHONE),
            ("Điện thoại", Column.PHONE),
            ("Số điện thoại\ndi động:", Column.PHONE),
            ("Trực tiếp tiếp dân / front_line", Column.FRONT_LINE),
            (unicodedata.normalize("NFD", "Đơn vị"), Column.UNIT),
            ("\ufeffMã", Column.CODE),
        ],
    )
    def test_columns_go_by_many_names(self, cell: str, column: Column) -> None:
        header = find_header([[cell]])
        assert header is not None
        assert list(header.columns) == [column]

    @pytest.mark.parametrize(
        "cell", ["STT", "Mã đơn vị", "Ghi chú (đơn vị)", "Đơn vị/Chức vụ", "", "Email"]
    )
    def test_other_columns_are_nobodys(self, cell: str) -> None:
        assert find_header([[cell]]) is None

    def test_columns_stand_in_any_order_below_titles_and_beside_others(self) -> None:
        rows = [
            ["ỦY BAN NHÂN DÂN XÃ LONG HÒA", "", "", ""],
            [],
            ["DANH SÁCH CÁN BỘ, CÔNG CHỨC", "", "", ""],
            ["STT", "UNIT", "Ghi chú", "Name", "CODE"],
            ["1", "UBND xã", "mới", "Lê An", "A1"],
        ]
        (person,) = roster.validate(rows).people
        assert (person.row, person.code, person.name, person.unit) == (5, "A1", "Lê An", "UBND xã")

    def test_the_row_that_names_most_columns_is_the_header(self) -> None:
        """A header in two rows, its upper cells merged, is read from the lower one."""
        rows = [
            ["Mã", "Cá nhân", "Cá nhân", "Đơn vị"],
            ["Mã", "Họ và tên", "SĐT", "Đơn vị"],
            ["A1", "Lê An", "0912345678", "UBND xã"],
        ]
        assert codes(rows) == ["A1"]

    def test_the_surer_name_wins(self) -> None:
        rows = [
            ["Mã", "Họ và tên", "Phòng", "Đơn vị công tác"],
            ["A1", "Lê An", "P.204", "UBND xã"],
        ]
        assert roster.validate(rows).units[0].name == "UBND xã"

    def test_missing_columns_are_named_with_what_was_found(self) -> None:
        assert problems([[], ["STT", "Họ tên", "Chức vụ"], ["1", "Lê An", "Văn thư"]]) == [
            "Thiếu cột Mã, Đơn vị. Dòng tiêu đề (dòng 2) chỉ có: STT, Họ tên, Chức vụ."
        ]

    @pytest.mark.parametrize("rows", [[], [[]], [["a", "b"], ["c"]]])
    def test_a_table_without_a_header_is_refused(self, rows: list[list[str]]) -> None:
        assert problems(rows) == [
            (
                "Không thấy dòng tiêu đề trong 30 dòng đầu. Hãy thêm một dòng có ít nhất các cột:"
                " Mã, Họ và tên, Đơn vị."
            )
        ]

    @pytest.mark.parametrize(
        "header", [["Mã", "Họ và tên", "Đơn vị", "code"], ["Mã", "code", "Họ và tên", "Đơn vị"]]
    )
    def test_a_column_that_stands_twice_is_refused(self, header: list[str]) -> None:
        assert problems([header, ["A1", "Lê An", "UBND xã", "A1"]]) == [
            "Dòng 1: Cột Mã có hai lần: “Mã”, “code”. Hãy chỉ giữ lại một cột."
        ]

    def test_equal_headers_side_by_side_over_different_values_are_refused(self) -> None:
        rows = [["Mã", "Mã", "Họ và tên", "Đơn vị"], ["A1", "B1", "Lê An", "UBND xã"]]
        assert problems(rows) == ["Dòng 1: Cột Mã có hai lần: “Mã”, “Mã”. Hãy chỉ giữ lại một cột."]

    def test_a_column_merged_over_two_cells_is_one(self) -> None:
        rows = [
            ["Mã", "Họ và tên", "Đơn vị", "Đơn vị"],
            ["A1", "Lê An", "UBND xã", "UBND xã"],
            ["A2", "Lê Bình", "UBND xã", ""],
        ]
        assert codes(rows) == ["A1", "A2"]

    @pytest.mark.parametrize("header", [("Họ và tên", "Họ và tên"), ("Họ và chữ đệm", "Tên")])
    def test_a_name_in_two_cells_is_put_together(self, header: tuple[str, str]) -> None:
        rows = [["Mã", *header, "Đơn vị"], ["A1", "Nguyễn Văn", "An", "UBND xã"]]
        assert roster.validate(rows).people[0].name == "Nguyễn Văn An"


class TestRows:
    def test_every_bad_row_is_named_at_once(self) -> None:
        rows = [
            HEADER,
            row("", "Không Mã"),
            row("A2", role="Giám đốc"),
            row("A3", phone="12345"),
            row("A4", front_line="thỉnh thoảng"),
            row("A5", name="", unit=""),
            row("A6", parent="Huyện ủy"),
            row("a2"),
        ]
        assert "\n".join(problems(rows)) == (
            "Dòng 2: Thiếu Mã.\n"
            "Dòng 3: Không rõ vai trò “Giám đốc”. Hãy để trống (cán bộ) hoặc ghi một trong các vai"
            " trò: Thủ trưởng, Phó, Hội đồng, Thường trực.\n"
            "Dòng 4: Số điện thoại “12345” không đúng. Hãy ghi như 0912 345 678, hoặc để trống.\n"
            "Dòng 5: Cột Trực tiếp tiếp dân ghi “thỉnh thoảng”. Hãy ghi x nếu có, để trống nếu"
            " không.\n"
            "Dòng 6: Thiếu Họ và tên, Đơn vị.\n"
            "Dòng 7: Không có đơn vị cấp trên “Huyện ủy” trong danh sách. Hãy xem lại cách viết,"
            " hoặc thêm người của đơn vị đó.\n"
            "Dòng 8: Mã “a2” đã có ở dòng 3."
        )

    @pytest.mark.parametrize("nothing", ["\u00a0", "\u200b", "\u200f", "\x00", "–"])
    def test_a_code_that_cannot_be_seen_is_missing(self, nothing: str) -> None:
        assert problems([HEADER, row(nothing)]) == ["Dòng 2: Thiếu Mã."]

    def test_the_refusal_counts_the_faults(self) -> None:
        with pytest.raises(roster.RosterInvalid, match="có 2 lỗi"):
            roster.validate([HEADER, row("", role="?")])

    def test_a_table_without_people_is_refused(self) -> None:
        assert problems([["DS"], HEADER, []]) == ["Dưới dòng tiêu đề (dòng 2) chưa có ai."]

    def test_a_phone_of_two_people_is_refused(self) -> None:
        rows = [HEADER, row("A1", "Lê An", phone="0912345678"), row("A2", phone="+84 912 345 678")]
        assert problems(rows) == [
            (
                "Dòng 3: Số điện thoại +84912345678 đã có ở dòng 2 (“Lê An”). Mỗi người cần một số"
                " riêng vì số này dùng để đăng ký."
            )
        ]

    @pytest.mark.parametrize("code", ["8.49E+10", "1,2E+5"])
    def test_a_code_that_a_spreadsheet_shortened_is_refused(self, code: str) -> None:
        assert "đã bị bảng tính rút gọn" in problems([HEADER, row(code)])[0]

    def test_a_phone_that_a_spreadsheet_shortened_is_refused(self) -> None:
        assert problems([HEADER, row(phone="8.49E+10")]) == [
            (
                "Dòng 2: Số điện thoại “8.49E+10” đã bị bảng tính rút gọn, mất chữ số. Hãy định"
                " dạng cột này là Văn bản (Text) rồi nhập lại số."
            )
        ]

    @pytest.mark.parametrize(
        ("column", "longest"), [("code", 64), ("name", 200), ("unit", 200), ("title", 200)]
    )
    def test_texts_have_their_limits(self, column: str, longest: int) -> None:
        roster.validate([HEADER, row(**{column: "x" * longest})])
        (problem,) = problems([HEADER, row(**{column: "x" * (longest + 1)})])
        assert f"dài {longest + 1} ký tự, tối đa là {longest}" in problem
        assert len(problem) < 150

    @pytest.mark.parametrize(
        ("written", "role"),
        [
            ("", Role.OFFICIAL),
            ("-", Role.OFFICIAL),
            ("Công chức", Role.OFFICIAL),
            ("official", Role.OFFICIAL),
            ("thu truong", Role.HEAD),
            ("THỦ TRƯỞNG ĐƠN VỊ", Role.HEAD),
            ("Thủ trưởng / head", Role.HEAD),
            ("Head", Role.HEAD),
            ("Phó", Role.DEPUTY),
            ("Cấp phó", Role.DEPUTY),
            ("Phó thủ trưởng", Role.DEPUTY),
            ("Hội đồng", Role.COUNCIL),
            ("thành viên Hội đồng", Role.COUNCIL),
            ("council", Role.COUNCIL),
            ("Thường trực", Role.SECRETARY),
            (unicodedata.normalize("NFD", "Thường trực Hội đồng"), Role.SECRETARY),
        ],
    )
    def test_roles(self, written: str, role: Role) -> None:
        assert roster.validate([HEADER, row(role=written)]).people[0].role is role

    @pytest.mark.parametrize(
        ("written", "serves"),
        [(mark, True) for mark in ("x", "X", "×", "✓", "✔️", "có", "Yes", "TRUE", "1")]
        + [(mark, False) for mark in ("", "0", "không", "FALSE", "-")],
    )
    def test_front_line(self, written: str, serves: bool) -> None:
        assert roster.validate([HEADER, row(front_line=written)]).people[0].front_line is serves

    @pytest.mark.parametrize("written", ["", "-", "–", "không có"])
    def test_a_person_may_have_no_phone(self, written: str) -> None:
        assert roster.validate([HEADER, row(phone=written)]).people[0].phone is None

    def test_of_two_lines_in_a_phone_cell_the_first_counts(self) -> None:
        read = roster.validate([HEADER, row(phone="0912345678\n0987654321")])
        assert read.people[0].phone == "+84912345678"

    def test_cells_that_look_like_formulas_are_text(self) -> None:
        read = roster.validate([HEADER, row(code="=A1", name="@Lê", title="+1", unit="-Tổ 1")])
        person = read.people[0]
        assert (person.code, person.name, person.title, person.unit) == (
            "=A1",
            "@Lê",
            "+1",
            "-Tổ 1",
        )

    def test_values_with_braces_are_quoted_as_typed(self) -> None:
        assert "“{row}”" in problems([HEADER, row(role="{row}")])[0]

    @given(st.lists(st.lists(st.text(max_size=12), max_size=9), max_size=6))
    def test_any_cells_are_a_roster_or_named_faults(self, cells: list[list[str]]) -> None:
        rows = [HEADER, row(), *cells]
        faults: tuple[roster.Problem, ...] = ()
        try:
            assert roster.validate(rows).people[0].row == 2
        except roster.RosterInvalid as refused:
            faults = refused.problems
        assert all(2 <= (fault.row or 2) <= len(rows) and str(fault) for fault in faults)


class TestWhatIsNoPerson:
    def test_blank_rows_headings_and_the_header_again_are_passed_over(self) -> None:
        numbering = [f"({number})" for number in range(1, 10)]
        rows = [
            HEADER,
            numbering,
            ["I. Lãnh đạo xã"] * 9,
            row("A1"),
            [],
            HEADER,
            ["", "Các phòng chuyên môn"],
            row("A2"),
            ["", " ", "\u00a0"],
            row("A3"),
        ]
        assert [(person.row, person.code) for person in roster.validate(rows).people] == [
            (4, "A1"),
            (8, "A2"),
            (10, "A3"),
        ]

    def test_a_numbered_heading_is_passed_over(self) -> None:
        rows = [
            ["STT", "Mã", "Họ và tên", "Đơn vị"],
            ["I", "", "Lãnh đạo xã", ""],
            ["1", "A1", "Lê An", "UBND xã"],
            ["1", "Phòng 1", "Phòng 1", "Phòng 1"],
            ["2", "A2", "Lê Bình", "Phòng 1"],
            ["3", "", "", ""],
        ]
        assert codes(rows) == ["A1", "A2"]

    @pytest.mark.parametrize(
        "footer",
        [
            [["Tổng số: 20"]],
            [["Tổng cộng:", "", "20 người"]],
            [["Tổng cộng"], [], ["", "NGƯỜI LẬP BIỂU", "", "TM. ỦY BAN NHÂN DÂN"]],
            [[], ["", "", "", "Long Hòa, ngày 25 tháng 11 năm 2026"]],
            [
                [],
                ["NGƯỜI LẬP BIỂU", "", "", "CHỦ TỊCH"],
                ["(Ký, ghi rõ họ tên)", "", "", "(Ký, đóng dấu)"],
                [],
                ["Trần Thị Bình", "", "", "Nguyễn Văn An"],
            ],
            [[], ["Người lập", "", "", "Thủ trưởng"], ["(Ký)", "", "", "(Ký)"]],
        ],
    )
    def test_a_footer_is_passed_over(self, footer: list[list[str]]) -> None:
        assert codes([HEADER, row("A1"), *footer]) == ["A1"]

    @pytest.mark.parametrize(
        ("bad", "number"),
        [
            ([row("", "Lê Bình", "Văn thư")], 3),
            ([[], row("", "Lê Bình")], 4),
            ([["Tổng số: 2"], row("A2", "", unit="Phòng 1")], 4),
            ([["Tổng số: 2"], row("", "Lê Bình", unit="Phòng 1", phone="0912345678")], 4),
            ([["A2"]], 3),
        ],
    )
    def test_a_person_below_is_never_taken_for_a_footer(
        self, bad: list[list[str]], number: int
    ) -> None:
        (problem,) = problems([HEADER, row("A1"), *bad])
        assert problem.startswith(f"Dòng {number}: Thiếu")

    def test_words_are_no_code(self) -> None:
        assert problems([HEADER, row("NGƯỜI LẬP BIỂU"), row("A1")]) == [
            "Dòng 2: “NGƯỜI LẬP BIỂU” không giống một mã. Mã viết liền hoặc có chữ số."
        ]


class TestUnits:
    def test_spellings_of_a_unit_are_one_and_the_first_is_shown(self) -> None:
        read = roster.validate(
            [
                HEADER,
                row("A1", unit="UBND xã Long Hoà", block="Khối xã"),
                row("A2", unit="Phòng Văn hóa – Xã hội", parent="ubnd xã long hòa"),
                row("A3", unit="Phòng  văn hoá - xã hội", block="KHỐI XÃ"),
            ]
        )
        assert read.units == (
            roster.RosterUnit("UBND xã Long Hoà", None, "Khối xã"),
            roster.RosterUnit("Phòng Văn hóa – Xã hội", "UBND xã Long Hoà", "Khối xã"),
        )
        assert [person.unit for person in read.people[1:]] == ["Phòng Văn hóa – Xã hội"] * 2

    def test_a_unit_has_one_parent_and_one_block(self) -> None:
        rows = [
            HEADER,
            row("A1", unit="A"),
            row("B1", unit="B"),
            row("C1", unit="C", parent="A", block="Khối 1"),
            row("C2", unit="C"),
            row("C3", unit="C", parent="B", block="Khối 2"),
            row("C4", unit="C", parent="B", block="Khối 2"),
        ]
        assert problems(rows) == [
            "Dòng 6: Đơn vị “C” có hai đơn vị cấp trên khác nhau: “A” (dòng 4) và “B”.",
            "Dòng 6: Đơn vị “C” thuộc hai khối thi đua khác nhau: “Khối 1” (dòng 4) và “Khối 2”.",
        ]

    def test_a_parent_may_exist_already(self) -> None:
        rows = [HEADER, row(unit="Tổ 1", parent="phòng  một")]
        read = roster.validate(rows, {"Phòng Một": None})
        assert read.units == (roster.RosterUnit("Tổ 1", "Phòng Một", None),)

    def test_an_unknown_parent_is_named_in_each_row(self) -> None:
        rows = [HEADER, row("A1", unit="T", parent="P"), row("A2", unit="T", parent="P")]
        assert [problem[:7] for problem in problems(rows)] == ["Dòng 2:", "Dòng 3:"]

    def test_a_unit_is_not_above_itself(self) -> None:
        rows = [
            HEADER,
            row("A1", unit="Tổ 1", parent="TỔ 1"),
            row("A2", unit="Tổ 1", parent="Tổ 1"),
        ]
        assert problems(rows) == [
            (
                "Dòng 2: Đơn vị “Tổ 1” ghi chính nó là đơn vị cấp trên. Đơn vị cao nhất thì để"
                " trống cột này."
            )
        ]

    def test_a_circle_is_named_once(self) -> None:
        rows = [
            HEADER,
            row("D1", unit="D", parent="A"),
            row("A1", unit="A", parent="B"),
            row("B1", unit="B", parent="C"),
            row("C1", unit="C", parent="A"),
        ]
        assert problems(rows) == [
            "Dòng 3: Các đơn vị là cấp trên của nhau thành vòng: “A” → “B” → “C” → “A”."
        ]

    def test_a_circle_through_units_that_exist_is_seen(self) -> None:
        rows = [HEADER, row("A1", unit="A", parent="B")]
        assert problems(rows, {"A": None, "B": "A"}) == [
            "Dòng 2: Các đơn vị là cấp trên của nhau thành vòng: “A” → “B” → “A”."
        ]

    @given(st.permutations(range(6)), st.lists(st.integers(0, 5), min_size=6, max_size=6))
    def test_units_are_a_forest_or_a_circle_is_named(
        self, order: list[int], parents: list[int]
    ) -> None:
        """Each of six units stands under one of them, or under none where that one is the first."""
        rows = [HEADER] + [
            row(
                f"A{unit}", unit=f"Tổ {unit}", parent=f"Tổ {parents[unit]}" if parents[unit] else ""
            )
            for unit in order
        ]
        try:
            above = {unit.name: unit.parent for unit in roster.validate(rows).units}
        except roster.RosterInvalid:
            assert _has_circle(parents)
        else:
            assert not _has_circle(parents)
            assert above == {
                f"Tổ {unit}": f"Tổ {parents[unit]}" if parents[unit] else None for unit in range(6)
            }


def _has_circle(parents: list[int]) -> bool:
    """Walking up six times from a unit of a forest of six ends at none."""
    reached = set(range(6))
    for _ in range(6):
        reached = {parents[unit] for unit in reached if parents[unit]}
    return bool(reached)
