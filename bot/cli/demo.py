"""`nep demo`: the sandbox."""

import errno
from argparse import Namespace
from importlib.util import find_spec

from bot.cli.desk import Desk
from bot.errors import Refusal


async def demo(arguments: Namespace, _: Desk) -> None:
    if find_spec("nicegui") is None:
        raise Refusal("Chưa cài trang dùng thử. Hãy chạy: pip install nep[sandbox]")
    from bot.sandbox import demo as sandbox  # noqa: PLC0415 - it needs what was looked for above

    try:
        await sandbox.run(arguments.port, open_browser=not arguments.no_browser)
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        raise Refusal(
            "Cổng {port} đang có chương trình khác dùng. Hãy chọn cổng khác: "
            "nep demo --port {other}",
            port=arguments.port,
            other=_other(arguments.port),
        ) from error


def _other(port: int) -> int:
    """Suggest a port that needs no special rights."""
    return port + 1 if 1024 <= port < 65535 else 8766
