"""Where a file goes."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def opened(target: Path | BinaryIO) -> Iterator[BinaryIO]:
    """Open what is to be written; a file at a path appears when it is whole, or not at all.

    It is readable by its owner only: it holds data about people.
    """
    if not isinstance(target, Path):
        yield target
        return
    place = target.resolve()
    if place.exists() and not place.is_file():  # a pipe or the terminal cannot be replaced
        with place.open("wb") as out:
            yield out
        return
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".nep-") as folder:
        draft = Path(folder, place.name)
        draft.touch(mode=0o600)
        with draft.open("wb") as out:
            yield out
        draft.replace(place)
