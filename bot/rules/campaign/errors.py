"""What is wrong with a campaign's file, said to the person who wrote it: file, key, reason."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from difflib import get_close_matches
from tomllib import TOMLDecodeError
from types import NoneType
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.errors import Refusal


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: where it stands, a sentence that is a message id, and its values."""

    file: str
    key: str
    """`criteria.individual[2].short`: items are counted from 1, as a person counts them."""
    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        return self.message.format(**self.values)

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.reason}"


class CampaignInvalid(Refusal):
    """A campaign's file cannot be used; `problems` holds everything that is wrong, in its order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            "Chưa dùng được tệp phong trào, có {count} chỗ cần sửa:", count=len(self.problems)
        )

    def __str__(self) -> str:
        return "\n".join((super().__str__(), *map(str, self.problems)))


CAMPAIGN_RULE = "campaign"
"""The kind of error that a rule of the campaign's own raises, with its `message` as one value."""

_REASONS = {
    "missing": "thiếu, bắt buộc phải có",
    "string_type": "phải là chữ đặt trong dấu nháy kép, đang là {given}",
    "string_too_short": "không được để trống",
    "string_too_long": "dài {length} ký tự, tối đa {max_length}",
    "int_type": "phải là số nguyên, đang là {given}",
    "greater_than_equal": "phải từ {ge} trở lên, đang là {given}",
    "less_than_equal": "không được quá {le}, đang là {given}",
    "too_short": "cần ít nhất {min_length} mục",
    "too_long": "có {actual_length} mục, tối đa {max_length}",
    "tuple_type": "phải là danh sách, đang là {given}",
    "model_type": "phải là một bảng, đang là {given}",
    "enum": "phải là một trong {choices}; đang là {given}",
    "literal_error": "phải là {choices}; đang là {given}",
}


def syntax(error: ValueError, text: str, file: str) -> Problem:
    """Point at the line that is not TOML; `3:14` is the 14th letter of the third line."""
    found = re.search(r"at line (\d+), column (\d+)", str(error))
    lines = text.splitlines()
    line = int(found[1]) if found else max(len(lines), 1)
    place = f"{line}:{found[2]}" if found else str(line)
    shown = lines[line - 1].strip() if line <= len(lines) else ""
    message = (
        "sai cú pháp TOML ở dòng {line}: “{shown}”; xem lại dấu bằng, dấu nháy, dấu ngoặc, "
        "và khóa viết hai lần"
        if isinstance(error, TOMLDecodeError)
        else "giá trị quá lớn ở dòng {line}: “{shown}”"
    )
    return Problem(file, place, message, {"line": line, "shown": shown[:60]})


def explained(error: ValidationError, model: type[BaseModel], file: str) -> Iterator[Problem]:
    """Put the validator's findings into words."""
    for found in error.errors():
        emptied = found["type"] == "too_short" and found["input"]
        if not emptied:  # a list is called short as well when none of its items is right
            yield Problem(file, _path(found["loc"]), *_reason(found, model))


def _path(loc: tuple[int | str, ...]) -> str:
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc)
    return "".join(parts).removeprefix(".")


def _reason(error: ErrorDetails, model: type[BaseModel]) -> tuple[str, Mapping[str, object]]:
    """Give the message id and its values."""
    if error["type"] == "extra_forbidden":
        return _unknown_key(error["loc"], model)
    given = error["input"]
    values: dict[str, Any] = dict(error.get("ctx", {}))
    if error["type"] == CAMPAIGN_RULE:
        return values.pop("message"), values
    values["choices"] = str(values.get("expected", "")).replace(" or ", ", ").replace("'", "")
    values["length"] = len(given) if isinstance(given, str) else 0
    values["given"] = _given(given)
    values["reason"] = error["msg"]
    return _REASONS.get(error["type"], "{reason}"), values


def _given(value: object) -> str:
    """Show what stands in the file as TOML has it, the inside of tables and lists left out."""
    if isinstance(value, str):
        return f"“{value:.40}”"
    if isinstance(value, Mapping):
        return "{…}"
    if isinstance(value, list):
        return "[…]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _unknown_key(
    loc: tuple[int | str, ...], model: type[BaseModel]
) -> tuple[str, Mapping[str, object]]:
    *above, key = loc
    allowed = _keys(_model_at(above, model))
    close = get_close_matches(str(key), allowed, n=1)
    if close:
        return "khóa lạ, có phải ý là “{meant}”?", {"meant": close[0]}
    return "khóa lạ; có {allowed}", {"allowed": ", ".join(allowed)}


def _model_at(loc: Iterable[int | str], model: type[BaseModel]) -> type[BaseModel]:
    for part in loc:
        if isinstance(part, str):
            fields = dict(zip(_keys(model), model.model_fields.values(), strict=True))
            model = _model_in(fields[part].annotation) or model
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - annotations are anything
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_model_in(part) for part in get_args(annotation) if part is not NoneType)
    return next((found for found in inner if found), None)


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]
