"""What an import of the roster changes, to read in the terminal."""

from collections.abc import Iterator, Sequence

from bot.rules.people import Role
from bot.rules.roster.columns import label
from bot.speech.catalog import Texts
from bot.usecases.roster import Change, Changes, Detail, UnitChange, Value

LISTED = 20
"""Of each kind, when all is done; before that, everything is listed."""

_ROLES = {
    Role.OFFICIAL: "cán bộ",
    Role.HEAD: "Thủ trưởng",
    Role.DEPUTY: "Phó",
    Role.COUNCIL: "Hội đồng",
    Role.SECRETARY: "Thường trực",
}


def page(changes: Changes, texts: Texts, *, dry_run: bool) -> Iterator[str]:
    kinds: tuple[tuple[str, Sequence[Change | UnitChange]], ...] = (
        ("Đơn vị mới hoặc thay đổi: {count}", changes.units),
        ("Người mới: {count}", changes.added),
        ("Trở lại: {count}", changes.returned),
        ("Chuyển đơn vị: {count}", changes.moved),
        ("Sửa thông tin: {count}", changes.updated),
        ("Không còn trong danh sách, đã đóng: {count}", changes.closed),
    )
    changed = [(title, found) for title, found in kinds if found]
    for title, found in changed:
        yield texts.plain(title, count=len(found))
        shown = found if dry_run else found[:LISTED]
        yield from (f"  {_line(change, texts)}" for change in shown)
        if len(shown) < len(found):
            yield texts.plain("  … và {count} nữa", count=len(found) - len(shown))
    yield texts.plain("Không đổi: {count}", count=len(changes.unchanged))
    if dry_run:
        yield texts.plain("Mới xem thử, chưa ghi gì.")
    elif changed:
        yield texts.plain("Đã nhập danh sách.")
    else:
        yield texts.plain("Danh sách đã đúng như tệp, không có gì thay đổi.")


def _line(change: Change | UnitChange, texts: Texts) -> str:
    subject = f"{change.code} {change.name}" if isinstance(change, Change) else change.name
    details = "; ".join(_detail(one, texts) for one in change.details if one.new != subject)
    return f"{subject}: {details}" if details else subject


def _detail(detail: Detail, texts: Texts) -> str:
    column = label(detail.column, texts.language)
    new = _value(detail.new, texts)
    if detail.old is None or detail.old is False:
        return f"{column} {new}"
    return f"{column} {_value(detail.old, texts)} → {new}"


def _value(value: Value, texts: Texts) -> str:
    match value:
        case Role():
            return texts.plain(_ROLES[value])
        case bool():
            return texts.plain("có" if value else "không")
        case None:
            return "–"
        case _:
            return f"“{value}”"
