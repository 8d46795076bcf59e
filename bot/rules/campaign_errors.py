"""What is wrong with a campaign's file, said to the person who wrote it: file, key, reason."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
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
    file: str
    key: str
    """`criteria.individual[2].short`: items are counted from 1, as a person counts them."""
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.reason}"


class CampaignInvalid(Refusal):
    """A campaign's file cannot be used; `problems` holds everything that is wrong, in its order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            "Chưa dùng được tệp phong trào, có {count} chỗ cần sửa:\n{problems}",
            count=len(self.problems),
            problems="\n".join(str(problem) for problem in self.problems),
        )


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
    """Point at the line that is not TOML."""
    found = re.search(r"at line (\d+), column (\d+)", str(error))
    lines = text.splitlines()
    line = int(found[1]) if found else max(len(lines), 1)
    column = f", cột {found[2]}" if found else ""
    shown = lines[line - 1].strip() if line <= len(lines) else ""
    what = "sai cú pháp TOML" if isinstance(error, TOMLDecodeError) else "giá trị quá lớn"
    hint = "xem lại dấu bằng, dấu nháy, dấu ngoặc, và khóa viết hai lần"
    return Problem(file, f"dòng {line}{column}", f"{what} ở “{shown:.60}”; {hint}")


def explained(error: ValidationError, model: type[BaseModel], file: str) -> Iterator[Problem]:
    """Put the validator's findings into words."""
    for found in error.errors():
        emptied = found["type"] == "too_short" and found["input"]
        if not emptied:  # a list is called short as well when none of its items is right
            yield Problem(file, _path(found["loc"]), _reason(found, model))


def _path(loc: tuple[int | str, ...]) -> str:
    parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc)
    return "".join(parts).removeprefix(".")


def _reason(error: ErrorDetails, model: type[BaseModel]) -> str:
    if error["type"] == "extra_forbidden":
        return _unknown_key(error["loc"], model)
    given = error["input"]
    template = _REASONS.get(error["type"])
    if template is None:
        return error["msg"]  # a rule of the campaign's own, already in words
    context: dict[str, Any] = dict(error.get("ctx", {}))
    context["choices"] = str(context.get("expected", "")).replace(" or ", ", ").replace("'", "")
    length = len(given) if isinstance(given, str) else 0
    return template.format(**context, given=_given(given), length=length)


def _given(value: object) -> str:
    if isinstance(value, str):
        return f"“{value:.40}”"
    if isinstance(value, Mapping):
        return "một bảng"
    if isinstance(value, list):
        return "một danh sách"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | time):
        return f"ngày giờ {value.isoformat()}"
    return str(value)


def _unknown_key(loc: tuple[int | str, ...], model: type[BaseModel]) -> str:
    *above, key = loc
    allowed = _keys(_model_at(above, model))
    close = get_close_matches(str(key), allowed, n=1)
    return f"khóa lạ, có phải ý là “{close[0]}”?" if close else f"khóa lạ; có {', '.join(allowed)}"


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
