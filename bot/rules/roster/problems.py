"""What is wrong with a roster, said to the person who keeps it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bot.errors import Refusal
from bot.rules import spelling

Complain = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: a sentence that is a message id, its values, and the row it stands in."""

    row: int | None
    """None where the whole file is meant."""
    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        sentence = self.message.format(**self.values)
        return sentence if self.row is None else f"Dòng {self.row}: {sentence}"


class RosterInvalid(Refusal):
    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            "Danh sách có {count} lỗi nên chưa dùng được. Hãy sửa tệp rồi nhập lại.",
            count=len(self.problems),
        )


def quote(text: str) -> str:
    text = spelling.clean(text)
    return f"“{text}”" if len(text) <= 60 else f"“{text[:59]}…”"
