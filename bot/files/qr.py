"""QR pictures of links, one file a person."""

import re
from collections.abc import Mapping
from pathlib import Path

import segno

_SCALE = 8
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever the ending."""


def write(links: Mapping[str, str], folder: Path) -> None:
    """Write a PNG for each code, readable by its owner only: who has the picture can sign up."""
    for name, link in zip(file_names(links), links.values(), strict=True):
        place = folder / name
        place.touch(mode=0o600)
        segno.make_qr(link, error="m").save(str(place), kind="png", scale=_SCALE)


def file_names(codes: Mapping[str, object]) -> list[str]:
    """Name files after codes so that every system takes them, and no two share one name."""
    names: list[str] = []
    for code in codes:
        stem = re.sub(r"[^\w-]+", "_", code).strip("_") or "_"
        stem = f"{stem}_" if _RESERVED.fullmatch(stem) else stem
        taken = {name.casefold() for name in names}
        numbered = (f"{stem}{'' if n == 1 else f'-{n}'}.png" for n in range(1, len(codes) + 1))
        names.append(next(name for name in numbered if name.casefold() not in taken))
    return names
