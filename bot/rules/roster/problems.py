"""What is wrong with a roster, said to the person who keeps it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bot.errors import Refusal
from bot.rules import spelling
from bot.rules.people import Language
from bot.rules.roster.columns import Column, label

Complain = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: a sentence that is a message id, its values, and the row it stands in."""

    row: int | None
    """None where the whole file is meant."""
    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    """Columns, one or several, stand as themselves: their names depend on the reader."""

    def values_in(self, language: Language) -> Mapping[str, object]:
        return {name: _named(value, language) for name, value in self.values.items()}

    def __str__(self) -> str:
        sentence = self.message.format(**self.values_in(Language.VI))
        return sentence if self.row is None else f"Dòng {self.row}: {sentence}"


class RosterInvalid(Refusal):
    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            "Danh sách có {count} lỗi nên chưa dùng được. Hãy sửa tệp rồi nhập lại.",
            count=len(self.problems),
        )


def _named(value: object, language: Language) -> object:
    match value:
        case Column():
            return label(value, language)
        case tuple():
            return ", ".join(label(column, language) for column in value)
        case _:
            return value


def quote(text: str) -> str:
    text = spelling.clean(text)
    return f"“{text}”" if len(text) <= 60 else f"“{text[:59]}…”"
