"""Files that a command writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.errors import Refusal


@contextmanager
def writing(place: Path | None) -> Iterator[None]:
    """Say in a sentence why a file or folder cannot be written."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Refusal(
            "Không ghi được {name} ({reason}). Hãy kiểm tra thư mục và quyền ghi, "
            "hoặc chọn nơi khác.",
            name=str(place or error.filename or "stdout"),
            reason=error.strerror or type(error).__name__,
        ) from error
