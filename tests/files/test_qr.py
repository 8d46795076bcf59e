"""QR pictures of links."""

import struct
from pathlib import Path

from bot.files import qr


def test_each_person_gets_a_picture_that_only_the_owner_reads(tmp_path: Path) -> None:
    qr.write({"VH01": "https://t.me/nep_bot?start=" + "x" * 22, "VH02": "https://t.me"}, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["VH01.png", "VH02.png"]
    picture = tmp_path / "VH01.png"
    width, height = struct.unpack(">II", picture.read_bytes()[16:24])
    assert width == height >= 200
    assert picture.stat().st_mode & 0o077 == 0


def test_names_of_files_are_safe_and_their_own() -> None:
    codes = ["../../etc/passwd", "a/b", "a\\b", "A_B", "con", "LPT1", "", "Cán bộ 01", ".", "x" * 9]
    names = qr.file_names(dict.fromkeys(codes))
    assert len({name.casefold() for name in names}) == len(codes)
    assert names == [
        "etc_passwd.png",
        "a_b.png",
        "a_b-2.png",
        "A_B-3.png",
        "con_.png",
        "LPT1_.png",
        "_.png",
        "Cán_bộ_01.png",
        "_-2.png",
        "xxxxxxxxx.png",
    ]
