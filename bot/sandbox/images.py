"""Pictures as the server looks at them."""

import io

from PIL import Image, UnidentifiedImageError

from bot.sandbox.refusal import bad_request

PHOTO_BYTES = 10_000_000


def size(data: bytes) -> tuple[int, int]:
    """Give width and height of what is sent as a photo, or refuse it as the server does."""
    if len(data) > PHOTO_BYTES:
        raise bad_request("file is too big")
    try:
        with Image.open(io.BytesIO(data)) as picture:
            width, height = picture.size
    except (UnidentifiedImageError, OSError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return width, height
