"""What the cells of one row say of a person."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from bot.rules import phones, spelling
from bot.rules.people import Role
from bot.rules.roster.columns import REQUIRED, Column
from bot.rules.roster.lines import Line, is_code
from bot.rules.roster.problems import Complain, Problem, quote

CODE_LIMIT = 64
NAME_LIMIT = 200
_ROLES = {
    name: role
    for role, names in {
        Role.OFFICIAL: "can bo|cong chuc|vien chuc|can bo cong chuc|can bo cong chuc vien chuc|cbcc"
        "|cbccvc|nguoi lao dong|nhan vien|official",
        Role.HEAD: "thu truong|thu truong don vi|thu truong co quan|nguoi dung dau|head",
        Role.DEPUTY: "pho|cap pho|pho thu truong|pho thu truong don vi|pho thu truong co quan"
        "|deputy",
        Role.COUNCIL: "hoi dong|thanh vien hoi dong|uy vien hoi dong|hoi dong thi dua"
        "|hoi dong thi dua khen thuong|thanh vien hoi dong thi dua khen thuong|council"
        "|council member",
        Role.SECRETARY: "thuong truc|thuong truc hoi dong|thuong truc hoi dong thi dua khen thuong"
        "|thu ky hoi dong|secretary",
    }.items()
    for name in names.split("|")
}
_YES = frozenset({"x", "×", "✓", "✔", "☑", "co", "yes", "y", "true", "dung", "1"})
_NO = frozenset({"khong", "no", "n", "false", "sai", "0"})
_NO_PHONE = frozenset({"khong", "khong co"})


@dataclass(frozen=True, slots=True)
class RosterPerson:
    row: int
    code: str
    name: str
    title: str | None
    unit: str
    parent: str | None
    """What this row says of the unit, as is the block: an empty cell says nothing."""
    block: str | None
    role: Role
    phone: str | None
    front_line: bool


def read(line: Line, problems: list[Problem]) -> RosterPerson:
    """Read one row; a person with something wrong only serves to find what else is wrong."""

    def complain(message: str, **values: object) -> None:
        problems.append(Problem(line.row, message, values))

    missing = tuple(column for column in REQUIRED if not line.get(column))
    if missing:
        complain("Thiếu {columns}.", columns=missing)
    _check_code(line.get(Column.CODE), complain)
    _check_lengths(line, complain)
    return RosterPerson(
        row=line.row,
        code=spelling.visible(line.get(Column.CODE)),
        name=line.get(Column.NAME),
        title=line.get(Column.TITLE) or None,
        unit=line.get(Column.UNIT),
        parent=line.get(Column.PARENT) or None,
        block=line.get(Column.BLOCK) or None,
        role=_role(line.get(Column.ROLE), complain),
        phone=_phone(line.get(Column.PHONE), complain),
        front_line=_front_line(line.get(Column.FRONT_LINE), complain),
    )


def _check_code(code: str, complain: Complain) -> None:
    if phones.is_shortened(code):
        complain(
            "Mã {value} đã bị bảng tính rút gọn, mất chữ số. Hãy định dạng cột này là"
            " Văn bản (Text) rồi nhập lại mã.",
            value=quote(code),
        )
    elif code and not is_code(code):
        complain("{value} không giống một mã. Mã viết liền hoặc có chữ số.", value=quote(code))


def _check_lengths(line: Line, complain: Complain) -> None:
    for column in (
        Column.CODE,
        Column.NAME,
        Column.TITLE,
        Column.UNIT,
        Column.PARENT,
        Column.BLOCK,
    ):
        text, limit = line.get(column), CODE_LIMIT if column is Column.CODE else NAME_LIMIT
        if len(text) > limit:
            complain(
                "{column} dài {length} ký tự, tối đa là {limit}: {value}.",
                column=column,
                length=len(text),
                limit=limit,
                value=quote(text),
            )


def _role(text: str, complain: Complain) -> Role:
    parts = map(spelling.plain, (text, *text.split("/")))  # `Thủ trưởng / head` is one role
    role = next((_ROLES[part] for part in parts if part in _ROLES), None)
    if role is None and text:
        complain(
            "Không rõ vai trò {value}. Hãy để trống (cán bộ) hoặc ghi một trong các vai trò:"
            " Thủ trưởng, Phó, Hội đồng, Thường trực.",
            value=quote(text),
        )
    return role or Role.OFFICIAL


def _phone(text: str, complain: Complain) -> str | None:
    phone = phones.normalise_phone(text)
    if phone or not text or spelling.plain(text) in _NO_PHONE:
        return phone
    if phones.is_shortened(text):
        complain(
            "Số điện thoại {value} đã bị bảng tính rút gọn, mất chữ số. Hãy định dạng cột này là"
            " Văn bản (Text) rồi nhập lại số.",
            value=quote(text),
        )
    else:
        complain(
            "Số điện thoại {value} không đúng. Hãy ghi như 0912 345 678, hoặc để trống.",
            value=quote(text),
        )
    return None


def _front_line(text: str, complain: Complain) -> bool:
    mark = spelling.plain(text) or text.removesuffix("\ufe0f")
    if text and mark not in _YES | _NO:
        complain(
            "Cột Trực tiếp tiếp dân ghi {value}. Hãy ghi x nếu có, để trống nếu không.",
            value=quote(text),
        )
    return mark in _YES


def same_codes(people: Iterable[RosterPerson]) -> Iterator[Problem]:
    for person, first in _repeats(people, lambda person: spelling.code_key(person.code)):
        yield Problem(
            person.row,
            "Mã {code} đã có ở dòng {first}.",
            {"code": quote(person.code), "first": first.row},
        )


def same_phones(people: Iterable[RosterPerson]) -> Iterator[Problem]:
    for person, first in _repeats(people, lambda person: person.phone):
        yield Problem(
            person.row,
            "Số điện thoại {phone} đã có ở dòng {first} ({name}). Mỗi người cần một số riêng vì số"
            " này dùng để đăng ký.",
            {"phone": person.phone, "first": first.row, "name": quote(first.name)},
        )


def _repeats(
    people: Iterable[RosterPerson], key: Callable[[RosterPerson], str | None]
) -> Iterator[tuple[RosterPerson, RosterPerson]]:
    seen: dict[str, RosterPerson] = {}
    for person in people:
        value = key(person)
        if value and seen.setdefault(value, person) is not person:
            yield person, seen[value]
