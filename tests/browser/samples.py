"""Files that people send, and the ways in which browsers get them."""

from __future__ import annotations

import base64
import io
import random
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.async_api import FilePayload, Locator

MANUAL: Final = b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"\n%%EOF\n"


def picture(name: str = "tent.png", size: tuple[int, int] = (320, 200)) -> FilePayload:
    """A picture with a recognisable size."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": out.getvalue()}


def large_picture(name: str = "photo.png") -> FilePayload:
    """A picture that needs many parts: noise does not compress."""
    noise = random.Random(7).randbytes(700 * 700 * 3)
    out = io.BytesIO()
    Image.frombytes("RGB", (700, 700), noise).save(out, "PNG")
    return {"name": name, "mimeType": "image/png", "buffer": out.getvalue()}


def manual(name: str = "manual.pdf") -> FilePayload:
    """A file that is no picture."""
    return {"name": name, "mimeType": "application/pdf", "buffer": MANUAL}


_EVENT: Final = """
(target, { files, kinds }) => {
  const data = new DataTransfer()
  for (const { name, type, content } of files) {
    const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0))
    data.items.add(new File([bytes], name, { type }))
  }
  for (const kind of kinds) {
    const init = { bubbles: true, cancelable: true }
    target.dispatchEvent(
      kind === 'paste'
        ? new ClipboardEvent(kind, { ...init, clipboardData: data })
        : new DragEvent(kind, { ...init, dataTransfer: data }),
    )
  }
}
"""


async def bring(target: Locator, kinds: list[str], *files: FilePayload) -> None:
    """Paste or drag files: the events that a browser makes of it."""
    packed = [
        {
            "name": file["name"],
            "type": file["mimeType"],
            "content": base64.b64encode(file["buffer"]).decode(),
        }
        for file in files
    ]
    await target.evaluate(_EVENT, {"files": packed, "kinds": kinds})


async def paste(target: Locator, *files: FilePayload) -> None:
    """Ctrl+V."""
    await bring(target, ["paste"], *files)


async def drag_over(target: Locator, *files: FilePayload) -> None:
    """Hold files over something."""
    await bring(target, ["dragenter", "dragover"], *files)


async def drop(target: Locator, *files: FilePayload) -> None:
    """Let them fall there."""
    await bring(target, ["drop"], *files)


async def natural_size(image: Locator) -> tuple[int, int]:
    """The size of what has really been loaded."""
    size = await image.evaluate(
        "(image) => image.decode().then(() => [image.naturalWidth, image.naturalHeight])"
    )
    return size[0], size[1]


def read(path: Path | str) -> bytes:
    """What a browser has saved."""
    return Path(path).read_bytes()
