"""Photos made safe: decoded under a limit, turned upright, scaled, and written anew with nothing but their pixels."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from databank.errors import N_, DatabankError

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2000
MILLION = 1_000_000
QUALITY = 85
FORMATS = ("JPEG", "PNG", "WEBP")
DAMAGED = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, MemoryError, OverflowError)
"""What a decoder says of a file that is not whole."""

Image.MAX_IMAGE_PIXELS = None  # `cleaned_photo` measures before it decodes, and refuses with a sentence


class PhotoError(DatabankError):
    """A photo that cannot be read, or has too many pixels; the sentence has a place for the name."""


def cleaned_photo(data: bytes) -> bytes:
    """The same picture without EXIF, place, thumbnails or anything behind its end; at most 2000 pixels long.

    Raises
    ------
    PhotoError
        When it cannot be decoded or would need too much memory.
    """
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as photo:
            _refuse_huge(photo)
            kind = photo.format or FORMATS[0]
            if kind == "JPEG":
                photo.draft(None, (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))
            upright = ImageOps.exif_transpose(photo)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _written(upright, kind)
    except PhotoError:
        raise
    except DAMAGED as error:
        raise PhotoError(
            N_("%(name)s cannot be read as a photo: it is damaged. Save it again and send it."), name=""
        ) from error


def _refuse_huge(photo: Image.Image) -> None:
    width, height = photo.size
    if width * height > MOST_PIXELS:
        raise PhotoError(
            N_("%(name)s has %(pixels)s million pixels, which is too many. Send it with at most %(limit)s million."),
            name="",
            pixels=round(width * height / MILLION),
            limit=MOST_PIXELS // MILLION,
        )


def _written(photo: Image.Image, kind: str) -> bytes:
    """The pixels alone: a new picture has no other memory."""
    mode = "RGB" if kind == "JPEG" or photo.mode not in {"RGBA", "LA", "PA", "P"} else "RGBA"
    bare = Image.new(mode, photo.size)
    bare.paste(photo.convert(mode))
    target = BytesIO()
    settings = {} if kind == "PNG" else {"quality": QUALITY}
    bare.save(target, kind, **settings)
    return target.getvalue()
