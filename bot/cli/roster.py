"""`nep roster`: the people, and how they get in."""

import codecs
import csv
import io
import sys
import tempfile
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bot.cli import botfather, opening, roster_page
from bot.cli.desk import Desk
from bot.cli.output import writing
from bot.errors import Refusal
from bot.files import cells, output, qr, sheets
from bot.rules.roster import validate
from bot.usecases import enrol, roster, units
from bot.usecases.enrol import Invitation

COLUMNS = ("code", "name", "unit", "link")


class _NobodyLeft(Exception):  # noqa: N818 - good news
    """Everybody has signed up, so that no file is to be written."""


async def roster_import(arguments: Namespace, desk: Desk) -> None:
    sheet = sheets.read(arguments.file)
    async with opening.office(desk) as office:
        told = validate(sheet.rows, await roster.known_units(office))
        changes = await roster.apply(office, told, desk.clock.now(), dry_run=arguments.dry_run)
    for line in roster_page.page(changes, desk.texts, dry_run=arguments.dry_run):
        desk.show(line)


async def roster_links(arguments: Namespace, desk: Desk) -> None:
    bot = await botfather.ask(desk.settings)
    async with opening.office(desk) as office:
        unit = (await units.named(office, arguments.unit)).name if arguments.unit else None
        if not await enrol.anybody(office, unit):
            raise Refusal("Danh sách chưa có ai. Hãy nhập trước bằng nep roster import TỆP.")
        try:
            # The places are made ready first: no code is issued that could not be handed over.
            with _sheet(arguments.out) as sheet, _pictures(arguments.qr) as pictures:
                invited = await enrol.invite(
                    office, desk.clock.now(), unit=unit, code=arguments.code
                )
                links = {one.official.code: _link(bot.username, one.code) for one in invited}
                _require_someone(links, arguments.code)
                _write(invited, links, sheet)
                if pictures:
                    qr.write(links, pictures)
        except _NobodyLeft:
            desk.aside("Mọi người đã đăng ký, không cần đường dẫn mới.")
            return
    desk.aside(
        "Đã làm {count} đường dẫn, mỗi đường dẫn dùng một lần trong {days} ngày.",
        count=len(links),
        days=enrol.LINK_DAYS,
    )


def _require_someone(links: dict[str, str], code: str | None) -> None:
    if not links and code is not None:
        raise Refusal("Không có ai mang mã “{code}” trong danh sách.", code=code)
    if not links:
        raise _NobodyLeft


def _link(username: str, code: str) -> str:
    return f"https://t.me/{username}?start={code}"


def _write(invited: Sequence[Invitation], links: dict[str, str], out: BinaryIO) -> None:
    words = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    sheet = csv.writer(words)
    sheet.writerow(COLUMNS)
    for one in invited:
        person = one.official
        told = (person.code, person.name, person.unit.name, links[person.code])
        sheet.writerow(map(cells.for_csv, told))
    words.detach()


@contextmanager
def _sheet(out: Path | None) -> Iterator[BinaryIO]:
    """Open the table; printed, it has no byte order mark: that is for spreadsheets."""
    if out is None:
        draft = io.BytesIO()
        yield draft
        with writing(None):
            sys.stdout.buffer.write(draft.getvalue())
        return
    with writing(out), output.opened(out) as file:
        file.write(codecs.BOM_UTF8)
        yield file


@contextmanager
def _pictures(folder: Path | None) -> Iterator[Path | None]:
    """Give a place for pictures, which go to the folder when all of them are there."""
    if folder is None:
        yield None
        return
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".nep-") as drafts:
            yield Path(drafts)
            for picture in Path(drafts).iterdir():
                picture.replace(folder / picture.name)
