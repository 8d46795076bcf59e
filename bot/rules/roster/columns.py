"""A roster's header: where it stands, and which column each of its cells names."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.rules import spelling
from bot.rules.people import Language

Rows = Sequence[Sequence[str]]

HEADER_ROWS = 30


class Column(StrEnum):
    CODE = "code"
    NAME = "name"
    TITLE = "title"
    UNIT = "unit"
    PARENT = "parent"
    BLOCK = "block"
    ROLE = "role"
    PHONE = "phone"
    FRONT_LINE = "front_line"


REQUIRED = (Column.CODE, Column.NAME, Column.UNIT)

LABELS: Mapping[Column, str] = {
    Column.CODE: "Mã",
    Column.NAME: "Họ và tên",
    Column.TITLE: "Chức vụ",
    Column.UNIT: "Đơn vị",
    Column.PARENT: "Đơn vị cấp trên",
    Column.BLOCK: "Khối thi đua",
    Column.ROLE: "Vai trò",
    Column.PHONE: "Số điện thoại",
    Column.FRONT_LINE: "Trực tiếp tiếp dân",
}

_OTHER_NAMES: Mapping[Column, str] = {
    Column.CODE: "ma so|ma cb|ma can bo|ma cc|ma cong chuc|ma cbcc|ma cbccvc|ma so cbcc"
    "|ma so can bo|ma so cong chuc|ma vien chuc|ma so vien chuc|ma so cbccvc|ma nv|ma nhan vien"
    "|ma can bo cong chuc|ma can bo cong chuc vien chuc|ma dinh danh|so hieu|so hieu cong chuc"
    "|so hieu cbcc|id|staff code|employee code|official code",
    Column.NAME: "ho ten|ho va ten can bo|ho ten can bo|ho va ten cbcc|ho va ten cong chuc"
    "|ho chu dem va ten|ho chu dem va ten khai sinh|ho ten khai sinh|ho va ten khai sinh"
    "|ten can bo|ten can bo cong chuc|full name|fullname",
    Column.TITLE: "chuc danh|chuc vu chuc danh|chuc vu chuc danh cong tac|chuc vu hien nay"
    "|chuc vu dam nhiem|vi tri viec lam|vi tri|position|job title",
    Column.UNIT: "don vi cong tac|ten don vi|co quan don vi|co quan|noi cong tac|phong ban"
    "|phong ban don vi|phong chuyen mon|phong|bo phan|department|unit name|office",
    Column.PARENT: "cap tren|don vi cap tren truc tiep|co quan cap tren|don vi chu quan"
    "|co quan chu quan|don vi quan ly|thuoc don vi|truc thuoc|parent unit",
    Column.BLOCK: "khoi|cum|cum thi dua|cum khoi thi dua|khoi cum thi dua|cluster|emulation block",
    Column.ROLE: "vai tro trong he thong|vai tro su dung|quyen",
    Column.PHONE: "so dt|sdt|dt|dien thoai|so dien thoai di dong|so di dong|di dong|dtdd|so dtdd"
    "|dien thoai di dong|dien thoai lien he|so dien thoai lien he|so may|phone number|mobile|tel"
    "|telephone|mobile phone",
    Column.FRONT_LINE: "tiep dan|truc tiep dan|truc tiep tiep cong dan|tiep cong dan|front line"
    "|frontline",
}
"""What offices call these columns, the surer name first: `Đơn vị công tác` before `Phòng`."""

_OWN_NAMES = {
    spelling.plain(name): (0, column) for column in Column for name in (column, LABELS[column])
}
_NAMES = {
    name: (rank, column)
    for column, names in _OTHER_NAMES.items()
    for rank, name in enumerate(names.split("|"), start=1)
} | _OWN_NAMES

_FAMILY = frozenset(
    {"ho", "ho dem", "ho lot", "ho va dem", "ho va ten dem", "ho va ten lot", "ho va chu dem"}
)
_GIVEN = "ten"
"""A name kept in two columns; `Tên` alone is the whole name."""


@dataclass(frozen=True, slots=True)
class Header:
    row: int
    columns: Mapping[Column, tuple[int, ...]]
    """A column over several cells is a merged header, or a name in two parts."""
    doubled: Collection[Column]
    """Columns named twice, and not by one merged cell."""

    @property
    def complete(self) -> bool:
        return all(column in self.columns for column in REQUIRED)


def label(column: Column, language: Language) -> str:
    """Name a column as it may be headed in a roster."""
    return LABELS[column] if language is Language.VI else column.value


def find_header(rows: Rows) -> Header | None:
    """Give the row among the first that names most columns; None where no row names any."""
    headers = (_header(number, cells) for number, cells in enumerate(rows[:HEADER_ROWS], start=1))
    best = max(headers, key=lambda header: len(header.columns), default=None)
    return best if best and best.columns else None


def _header(row: int, cells: Sequence[str]) -> Header:
    found: dict[Column, dict[int, list[int]]] = {}
    for index, cell in enumerate(cells):
        meaning = _meaning(cell)
        if meaning:
            rank, column = meaning
            found.setdefault(column, {}).setdefault(rank, []).append(index)
    columns = {column: tuple(ranks[min(ranks)]) for column, ranks in found.items()}
    doubled = [column for column, at in columns.items() if not _is_merged(cells, at)]
    if Column.NAME not in columns:
        columns |= _name_in_parts(cells)
    return Header(row, columns, doubled)


def _meaning(cell: str) -> tuple[int, Column] | None:
    """Tell which column a header names: `Mã / code` and `Đơn vị (phòng, ban)` say it first."""
    whole = _NAMES.get(spelling.plain(cell))
    if whole:
        return whole
    parts = [part for part in map(spelling.plain, re.split(r"[/|()\[\]\n]", cell)) if part]
    first = _NAMES.get(parts[0]) if parts else None
    rivals = {_NAMES[part][1] for part in parts if part in _NAMES}
    return first if len(rivals) == 1 else None


def _name_in_parts(cells: Sequence[str]) -> Mapping[Column, tuple[int, ...]]:
    plain = [spelling.plain(cell) for cell in cells]
    if _GIVEN not in plain:
        return {}
    given = plain.index(_GIVEN)
    family = (given - 1,) if given and plain[given - 1] in _FAMILY else ()
    return {Column.NAME: (*family, given)}


def _is_merged(cells: Sequence[str], indexes: tuple[int, ...]) -> bool:
    side_by_side = indexes[-1] - indexes[0] == len(indexes) - 1
    return side_by_side and len({spelling.plain(cells[index]) for index in indexes}) == 1
