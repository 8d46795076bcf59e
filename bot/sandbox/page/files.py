"""Pictures and documents of the world, as the page's own addresses."""

from urllib.parse import quote

from fastapi import APIRouter, Response

from bot.sandbox.model import StoredFile
from bot.sandbox.world import World

PREFIX = "/sent"


def address(stored: StoredFile) -> str:
    return f"{PREFIX}/{stored.path}"


def router(world: World) -> APIRouter:
    """Serve what was sent in the chats.

    Nothing of it is ever run by the browser: a document is always a download.
    """
    routes = APIRouter()

    @routes.get(PREFIX + "/{path:path}")
    def file(path: str) -> Response:
        stored = world.files.at(path)
        if stored is None:
            return Response(status_code=404)
        kind = "inline" if stored.width else "attachment"
        headers = {
            "Content-Disposition": f"{kind}; filename*=UTF-8''{quote(stored.name)}",
            "Cache-Control": "private, max-age=31536000, immutable",
            "X-Content-Type-Options": "nosniff",
        }
        return Response(stored.data, media_type=stored.mime_type, headers=headers)

    return routes
