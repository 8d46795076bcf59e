"""What was uploaded, by people and by the bot."""

import mimetypes

from bot.sandbox.model import StoredFile
from bot.sandbox.refusal import bad_request

UPLOAD_BYTES = 50_000_000
DOWNLOAD_BYTES = 20_000_000


class Files:
    """The server's store: a file is found by the identifier in messages or by its path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def keep(self, name: str, data: bytes, *, size: tuple[int, int] | None = None) -> StoredFile:
        """Store a document, or a picture when its size is given."""
        if not data:
            raise bad_request("file must be non-empty")
        if len(data) > UPLOAD_BYTES:
            raise bad_request("file is too big")
        number = len(self._by_id) + 1
        folder = "photos" if size else "documents"
        ending = "." + name.rsplit(".", 1)[-1] if "." in name else ""
        stored = StoredFile(
            id=f"SANDBOX-{folder}-{number:06}",
            unique_id=f"U{number:06}",
            path=f"{folder}/file_{number}{ending}",
            name=name,
            mime_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
            data=data,
            width=size[0] if size else 0,
            height=size[1] if size else 0,
        )
        self._by_id[stored.id] = self._by_path[stored.path] = stored
        return stored

    def by_id(self, file_id: str) -> StoredFile:
        try:
            return self._by_id[file_id]
        except KeyError:
            raise bad_request("wrong file identifier/HTTP URL specified") from None

    def for_download(self, file_id: str) -> StoredFile:
        try:
            stored = self._by_id[file_id]
        except KeyError:
            raise bad_request("invalid file_id") from None
        if len(stored.data) > DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        return stored

    def at(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)
