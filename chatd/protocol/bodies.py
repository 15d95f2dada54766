"""What a message says, by its kind. `kind` and `body` stand side by side on the wire."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec

from chatd.protocol.fields import (
    Id,
    Name,
    Pixels,
    Short,
    Text,
    TextColor,
    TextSize,
    Title,
    UploadBytes,
    Url,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

Body = dict[str, Any]
"""A body as it travels and is stored: a JSON object whose shape `check_body` has proven."""


class _Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all bodies."""


class TextBody(_Body, frozen=True):
    """Plain text. Line breaks are kept, markup means nothing. The rest is how it may be shown."""

    text: Text
    size: TextSize | None = None
    color: TextColor | None = None
    bold: bool = False


class ImageBody(_Body, frozen=True):
    """A picture that was uploaded before; `upload` is the id the upload answered.

    The rest is the server's word: what a client sends there is replaced.
    """

    upload: Id
    name: Name
    size: UploadBytes
    type: Short
    width: Pixels | None = None
    height: Pixels | None = None


class FileBody(_Body, frozen=True):
    """A file that was uploaded before; the fields are as a picture's."""

    upload: Id
    name: Name
    size: UploadBytes
    type: Short


class ProductBody(_Body, frozen=True):
    """A product card. `price` is shown as written, currency included."""

    id: Id
    title: Title
    url: Url
    price: Short | None = None
    image: Url | None = None


class OrderBody(_Body, frozen=True):
    """An order card. `total` and `status` are shown as written."""

    id: Id
    title: Title | None = None
    status: Short | None = None
    total: Short | None = None
    url: Url | None = None
    image: Url | None = None


class SystemBody(_Body, frozen=True):
    """The server's own word: a text key for the interface, with its arguments.

    `text` is set where a merchant wrote the words (a welcome), and then is shown as it stands.
    """

    key: Short
    args: dict[str, str | int] = {}
    text: str | None = None


BODY_OF: Final[Mapping[str, type[msgspec.Struct]]] = {
    "text": TextBody,
    "image": ImageBody,
    "file": FileBody,
    "product": ProductBody,
    "order": OrderBody,
    "system": SystemBody,
}


def check_body(kind: str, body: Body) -> None:
    """Prove that a body has the shape of its kind.

    Raises:
        ValueError: It has not; the message names the field's path, seen from the command.
    """
    try:
        msgspec.convert(body, BODY_OF[kind])
    except msgspec.ValidationError as error:
        text = str(error)
        path = text.replace("`$", "`$.body") if "`$" in text else f"{text} - at `$.body`"
        raise ValueError(path) from error
