"""`nep export`: what is kept, as files."""

import codecs
import shutil
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from bot.cli import opening
from bot.cli.desk import Desk
from bot.cli.output import writing
from bot.errors import Refusal
from bot.files.ledger import Format, LedgerRow, write
from bot.usecases import ledger
from db.ledger import Entry


async def export_reports(arguments: Namespace, desk: Desk) -> None:
    form = _form(arguments.out)
    with writing(arguments.out), tempfile.TemporaryFile() as draft:
        target: Path | BinaryIO = arguments.out or draft

        def keep(entries: Iterable[Entry]) -> None:
            write((LedgerRow(*entry) for entry in entries), target, form)

        async with opening.office(desk) as office:
            await ledger.hand_out(office, arguments.first, arguments.last, keep)
        if arguments.out:
            desk.say("Đã ghi sổ báo cáo vào {name}.", name=arguments.out)
        else:
            draft.seek(len(codecs.BOM_UTF8))  # the mark is for spreadsheets, not for programs
            shutil.copyfileobj(draft, sys.stdout.buffer)


def _form(out: Path | None) -> Format:
    if out is None:
        return Format.CSV
    try:
        return Format(out.suffix.lower().removeprefix("."))
    except ValueError:
        raise Refusal(
            "Không xuất được ra tệp {name}. Hãy đặt tên tệp kết thúc bằng .csv hoặc .xlsx.",
            name=out.name,
        ) from None
