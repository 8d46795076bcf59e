"""The program `nep`: arguments in, exit code out."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from bot.cli import parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command: 0 done, 1 refused with a reason, 2 wrong usage."""
    sys.stdout, sys.stderr = map(_open, (sys.stdout, sys.stderr))
    try:
        arguments = parser.read(argv)
        code: int = import_module("bot.cli.desk").serve(arguments)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read along has seen enough
        return 1
    finally:
        _let_go()
    return code


def _open(stream: Any) -> Any:  # noqa: ANN401 - typed as what it nearly always is
    """Give the stream, in the encoding of everything we say; one that was closed swallows it."""
    if stream is None:
        return Path(os.devnull).open("w", encoding="utf-8")
    stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    return stream


def _let_go() -> None:
    """Leave nothing that Python would try to write, and complain about, at its end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
