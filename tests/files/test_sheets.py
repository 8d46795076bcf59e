import codecs
import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter
from odf import table, text
from odf.opendocument import OpenDocumentSpreadsheet

from bot.files import sheets
from bot.rules import roster

HEADER = ("Mã", "Họ và tên", "Đơn vị", "Số điện thoại")
ROWS = (HEADER, ("A1", "Lê Văn An", "Phòng Văn hóa", "0912345678"))

Cells = tuple[tuple[object, ...], ...]


def workbook(path: Path, **pages: Cells) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in pages.items():
            page = book.add_worksheet(name)
            for number, cells in enumerate(rows):
                page.write_row(number, 0, cells)
    return path


def ods(path: Path, *rows: table.TableRow) -> Path:
    document = OpenDocumentSpreadsheet()
    page = table.Table(name="Danh sách")
    for line in rows:
        page.addElement(line)
    document.spreadsheet.addElement(page)
    document.save(path)
    return path


def ods_row(*cells: object, **attributes: object) -> table.TableRow:
    line = table.TableRow(**attributes)
    for cell in cells:
        line.addElement(cell if not isinstance(cell, str) else ods_cell(cell))
    return line


def ods_cell(content: str, **attributes: object) -> table.TableCell:
    cell = table.TableCell(valuetype="string", **attributes)
    cell.addElement(text.P(text=content))
    return cell


def csv_file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(sheets.SheetUnreadable) as refused:
        sheets.read(path)
    return str(refused.value)


def locked_xlsx() -> bytes:
    """An encrypted workbook is an OLE file around a stream of that name: here the least of one."""
    end, free = 0xFFFFFFFE, 0xFFFFFFFF

    def entry(name: str, kind: int, child: int = free) -> bytes:
        label = name.encode("utf-16-le")
        links = struct.pack("<HBBIII", len(label) + 2, kind, 1, free, free, child)
        return label.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", end, 0)

    sizes = struct.pack("<5H6x10I", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0, 0)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + sizes + b"\xff" * 432
    chains = struct.pack("<II", 0xFFFFFFFD, end).ljust(512, b"\xff")
    folder = entry("Root Entry", 5, child=1) + entry("EncryptedPackage", 2) + bytes(256)
    return header + chains + folder


def locked_ods() -> bytes:
    names = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    locked = '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", b"\x8f\x00\x17")
        archive.writestr(
            "META-INF/manifest.xml",
            f"<manifest:manifest {names}>{locked}</manifest:file-entry></manifest:manifest>",
        )
    return out.getvalue()


class TestWorkbooks:
    def test_rows_are_numbered_as_excel_shows_them(self, tmp_path: Path) -> None:
        """Calamine leaves out what is blank above and left of the table; a person counts it."""
        path = tmp_path / "ds.xlsx"
        with xlsxwriter.Workbook(path) as book:
            page = book.add_worksheet("CBCC")
            page.merge_range("C3:F3", "DANH SÁCH CÁN BỘ, CÔNG CHỨC")
            page.write_row("C6", HEADER)
            page.write_row("C8", ("A1", "Lê Văn An", "UBND xã", 84912345678))
        sheet = sheets.read(path)
        assert sheet.name == "CBCC"
        (person,) = roster.validate(sheet.rows).people
        assert (person.row, person.code, person.phone) == (8, "A1", "+84912345678")

    def test_merged_cells_are_filled(self, tmp_path: Path) -> None:
        path = tmp_path / "ds.xlsx"
        with xlsxwriter.Workbook(path) as book:
            page = book.add_worksheet()
            page.write_row("A1", ("Mã", "Họ và tên", "", "Đơn vị"))
            page.merge_range("B1:C1", "Họ và tên")
            for number, (code, family, given) in enumerate(
                [("A1", "Lê Văn", "An"), ("A2", "Trần Thị", "Bình"), ("A3", "Ngô", "Cường")],
                start=2,
            ):
                page.write_row(f"A{number}", (code, family, given))
            page.merge_range("D2:D3", "Phòng Văn hóa")
            page.write("D4", "UBND xã")
        people = roster.validate(sheets.read(path).rows).people
        assert [(person.name, person.unit) for person in people] == [
            ("Lê Văn An", "Phòng Văn hóa"),
            ("Trần Thị Bình", "Phòng Văn hóa"),
            ("Ngô Cường", "UBND xã"),
        ]

    def test_values_are_written_as_a_person_sees_them(self, tmp_path: Path) -> None:
        path = tmp_path / "ds.xlsx"
        values = (84912345678.0, 9.12e8, 912345678, 1.5, "007", True)
        moments = (date(2026, 1, 2), datetime(2026, 1, 2, 7, 30), time(7, 30))  # noqa: DTZ001 - Excel has no zones
        with xlsxwriter.Workbook(path) as book:
            page = book.add_worksheet()
            page.write_row(0, 0, values)
            for column, (moment, shown) in enumerate(
                zip(moments, ("dd/mm/yyyy", "dd/mm/yyyy hh:mm", "hh:mm"), strict=True)
            ):
                page.write_datetime(1, column, moment, book.add_format({"num_format": shown}))
        assert [[cell for cell in row if cell] for row in sheets.read(path).rows] == [
            ["84912345678", "912000000", "912345678", "1.5", "007", "TRUE"],
            ["02/01/2026", "02/01/2026 07:30", "07:30"],
        ]

    def test_the_sheet_that_looks_like_a_roster_is_read(self, tmp_path: Path) -> None:
        path = workbook(
            tmp_path / "ds.xlsx",
            Trống=(),
            Bìa=(("Mã", "Đơn vị"), ("1", "Danh mục")),
            Mẫu=(HEADER,),
            DS=ROWS,
        )
        assert sheets.read(path).name == "DS"

    def test_without_a_roster_the_first_sheet_with_something_in_it_is_read(
        self, tmp_path: Path
    ) -> None:
        path = workbook(tmp_path / "ds.xlsx", Trống=(), Bìa=(("Kế hoạch",),), Khác=(("x",),))
        assert sheets.read(path).name == "Bìa"

    def test_two_rosters_in_a_file_are_refused_by_name(self, tmp_path: Path) -> None:
        """Taking one of them would close the people of the other."""
        path = workbook(tmp_path / "ds.xlsx", Văn_hóa=ROWS, Kinh_tế=ROWS)
        assert refusal(path) == (
            "Tệp ds.xlsx có 2 trang tính đều là danh sách: “Văn_hóa”, “Kinh_tế”. Hãy gộp vào một"
            " trang hoặc ẩn những trang không dùng."
        )

    def test_hidden_sheets_and_charts_are_not_looked_at(self, tmp_path: Path) -> None:
        path = tmp_path / "ds.xlsx"
        with xlsxwriter.Workbook(path) as book:
            book.add_worksheet("DS").write_row(0, 0, ("x",))
            old = book.add_worksheet("Cũ")
            old.write_row(0, 0, HEADER)
            old.write_row(1, 0, ROWS[1])
            old.hide()
            chart = book.add_chart({"type": "bar"})
            chart.add_series({"values": "=DS!$A$1:$A$2"})
            book.add_chartsheet("Biểu đồ").set_chart(chart)
        assert sheets.read(path).name == "DS"

    def test_a_workbook_is_known_by_its_content(self, tmp_path: Path) -> None:
        path = workbook(tmp_path / "ds.xlsx", DS=ROWS).rename(tmp_path / "DS.CSV")
        assert sheets.read(path).name == "DS"


class TestOds:
    def test_merged_cells_and_repeated_blank_rows(self, tmp_path: Path) -> None:
        blank = table.TableCell(numbercolumnsrepeated=2)
        covered = table.CoveredTableCell
        path = ods(
            tmp_path / "ds.ods",
            ods_row(
                ods_cell("DANH SÁCH", numbercolumnsspanned=4), covered(numbercolumnsrepeated=3)
            ),
            ods_row(table.TableCell(numbercolumnsrepeated=1024), numberrowsrepeated=3),
            ods_row(blank, *HEADER),
            ods_row(
                table.TableCell(numbercolumnsrepeated=2),
                "A1",
                "Lê Văn An",
                ods_cell("Phòng Văn hóa", numberrowsspanned=2),
                table.TableCell(valuetype="float", value=84912345678),
            ),
            ods_row(table.TableCell(numbercolumnsrepeated=2), "A2", "Trần Thị Bình", covered()),
            ods_row(table.TableCell(numbercolumnsrepeated=1024), numberrowsrepeated=1_048_000),
        )
        sheet = sheets.read(path)
        assert sheet.name == "Danh sách"
        people = roster.validate(sheet.rows).people
        assert [(person.row, person.code, person.unit, person.phone) for person in people] == [
            (6, "A1", "Phòng Văn hóa", "+84912345678"),
            (7, "A2", "Phòng Văn hóa", None),
        ]


class TestTextTables:
    @pytest.mark.parametrize(
        "encode",
        [
            lambda content: content.encode(),
            lambda content: content.encode("utf-8-sig"),
            lambda content: content.encode("utf-16"),
            lambda content: codecs.BOM_UTF16_BE + content.encode("utf-16-be"),
            lambda content: content.encode("utf-16-le"),
        ],
    )
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_encodings_and_delimiters(
        self, tmp_path: Path, encode: Callable[[str], bytes], delimiter: str
    ) -> None:
        content = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in ROWS)
        sheet = sheets.read(csv_file(tmp_path / "ds.csv", encode(content)))
        assert sheet.name is None
        assert tuple(map(tuple, sheet.rows)) == ROWS

    def test_the_code_page_of_older_windows(self, tmp_path: Path) -> None:
        content = "Ma;Ho va ten;Don vi\nA1;Nguyễn Thị Hương;Phòng".replace("ễ", "ê\u0303")
        content = content.replace("ị", "i\u0323").replace("ò", "o\u0300")
        path = csv_file(tmp_path / "ds.csv", content.encode("cp1258"))
        (person,) = roster.validate(sheets.read(path).rows).people
        assert (person.name, person.unit) == ("Nguyễn Thị Hương", "Phòng")

    def test_delimiters_inside_of_cells_do_not_mislead(self, tmp_path: Path) -> None:
        path = csv_file(
            tmp_path / "ds.csv",
            "Danh sách; ngày 1,2,3,4,5; tháng; năm\nMã,Họ và tên,Đơn vị\n"
            'A1,"An, Lê; Văn",Phòng; ban\n'.encode(),
        )
        assert sheets.read(path).rows[2] == ["A1", "An, Lê; Văn", "Phòng; ban"]

    def test_blank_lines_count_and_line_breaks_in_cells_do_not(self, tmp_path: Path) -> None:
        path = csv_file(
            tmp_path / "ds.txt", 'DS\n\n"Mã\ncode",Họ và tên,Đơn vị\n\nA1,Lê An,UBND\n'.encode()
        )
        assert roster.validate(sheets.read(path).rows).people[0].row == 5

    def test_digits_kept_as_text_for_excel(self, tmp_path: Path) -> None:
        path = csv_file(
            tmp_path / "ds.csv",
            'Mã,Họ và tên,Đơn vị\n"=""001""",Lê An,=1+1\n'.encode(),
        )
        assert sheets.read(path).rows[1] == ["001", "Lê An", "=1+1"]


class TestRefusals:
    def test_no_file(self, tmp_path: Path) -> None:
        path = tmp_path / "ds.xlsx"
        assert refusal(path) == f"Không thấy tệp {path}. Hãy kiểm tra tên và đường dẫn."

    def test_a_file_that_cannot_be_opened(self, tmp_path: Path) -> None:
        assert "Không mở được tệp" in refusal(tmp_path / ("x" * 300 + ".xlsx"))

    def test_a_folder(self, tmp_path: Path) -> None:
        assert refusal(tmp_path) == f"{tmp_path} là một thư mục. Hãy chỉ ra tệp danh sách."

    @pytest.mark.parametrize("name", ["ds.pdf", "ds.docx", "ds"])
    def test_another_type(self, tmp_path: Path, name: str) -> None:
        assert refusal(csv_file(tmp_path / name, b"x")) == (
            f"Không đọc được loại tệp {name}. Hãy lưu danh sách thành .xlsx, .ods hoặc .csv."
        )

    @pytest.mark.parametrize(("name", "content"), [("ds.xlsx", b""), ("ds.csv", b" \r\n")])
    def test_an_empty_file(self, tmp_path: Path, name: str, content: bytes) -> None:
        assert refusal(csv_file(tmp_path / name, content)) == (
            f"Tệp {name} rỗng. Hãy chọn tệp có danh sách."
        )

    def test_empty_sheets(self, tmp_path: Path) -> None:
        path = workbook(tmp_path / "ds.xlsx", Một=(), Hai=())
        assert refusal(path) == "Tệp ds.xlsx không có dữ liệu. Hãy chọn tệp có danh sách."

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("ds.xlsx", b"hello"),
            ("ds.ods", b"PK\x03\x04hello"),
            ("ds.xls", b"<html><table><tr><td>M</td></tr></table></html>"),
            ("ds.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)),
            ("ds.csv", b"M\x8a\x9d"),
            ("ds.csv", b"\xff\xfeM\x00\x00"),
        ],
    )
    def test_a_broken_file(self, tmp_path: Path, name: str, content: bytes) -> None:
        assert refusal(csv_file(tmp_path / name, content)).startswith(
            f"Tệp {name} bị hỏng hoặc không phải bảng tính. Hãy mở bằng Excel hay LibreOffice"
        )

    @pytest.mark.parametrize("name", ["ds.xlsx", "ds.ods"])
    def test_a_file_with_a_password(self, tmp_path: Path, name: str) -> None:
        content = locked_xlsx() if name == "ds.xlsx" else locked_ods()
        assert refusal(csv_file(tmp_path / name, content)) == (
            f"Tệp {name} có mật khẩu. Hãy bỏ mật khẩu rồi thử lại."
        )

    def test_a_file_that_was_cut_off(self, tmp_path: Path) -> None:
        path = workbook(tmp_path / "ds.xlsx", DS=ROWS)
        path.write_bytes(path.read_bytes()[:-100])
        assert "bị hỏng" in refusal(path)

    def test_an_archive_that_is_no_workbook(self, tmp_path: Path) -> None:
        path = tmp_path / "ds.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt", "x")
        assert "bị hỏng" in refusal(path)

    @pytest.mark.parametrize("limit", ["SIZE_LIMIT", "UNPACKED_LIMIT"])
    def test_a_file_too_big(
        self, tmp_path: Path, limit: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sheets, limit, 1000)
        assert "quá lớn" in refusal(workbook(tmp_path / "ds.xlsx", DS=ROWS))

    def test_a_stray_value_in_the_last_corner(self, tmp_path: Path) -> None:
        path = tmp_path / "ds.xlsx"
        with xlsxwriter.Workbook(path) as book:
            page = book.add_worksheet()
            page.write(0, 0, "Mã")
            page.write(1_048_575, 16_383, " ")
        assert "chép riêng bảng danh sách sang một tệp mới" in refusal(path)
