import io
from pathlib import Path

import pytest
from PIL import Image

from chatd.errors import CommandRejected, ErrorCode
from chatd.uploads import types
from chatd.uploads.avatar_pictures import AVATAR_PIXELS, FRAMES_MAX
from chatd.uploads.thumbnails import Avatar, Square, Thumbnails
from chatd.uploads.types import FileType
from tests.chatd.uploads.samples import animated, picture, sideways

WHOLE = Square(0, 0, 32)


async def made(directory: Path, content: bytes, found: FileType, square: Square) -> Avatar:
    path = directory / "upload"
    path.write_bytes(content)
    return await Thumbnails().avatar(path, found, square)


def opened(content: bytes | None) -> Image.Image:
    assert content is not None
    return Image.open(io.BytesIO(content))


def colour(image: Image.Image) -> str:
    """Which of red, green and blue its middle mostly is."""
    middle = image.convert("RGB").getpixel((image.width // 2, image.height // 2))
    assert isinstance(middle, tuple)
    return ("red", "green", "blue")[middle.index(max(middle))]


def halves() -> bytes:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (400, 300), "red")
    image.paste("blue", (200, 0, 400, 300))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


async def test_avatar_is_the_square_and_small(tmp_path: Path) -> None:
    left = await made(tmp_path, halves(), types.PNG, Square(0, 50, 200))
    right = await made(tmp_path, halves(), types.PNG, Square(200, 50, 200))
    assert (colour(opened(left.still)), colour(opened(right.still))) == ("red", "blue")
    assert opened(left.still).size == (AVATAR_PIXELS, AVATAR_PIXELS)
    assert left.moving is None


async def test_small_square_is_not_made_larger(tmp_path: Path) -> None:
    assert opened((await made(tmp_path, halves(), types.PNG, WHOLE)).still).size == (32, 32)


async def test_square_is_of_the_picture_as_people_see_it(tmp_path: Path) -> None:
    """A camera held upright: 48 wide and 64 high, whatever the file says."""
    avatar = await made(tmp_path, sideways(), types.JPEG, Square(0, 16, 48))
    assert opened(avatar.still).size == (48, 48)
    assert not opened(avatar.still).getexif()
    assert b"at home" not in avatar.still


def moving(kind: str, **options: object) -> bytes:
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    options = {"duration": [50, 60, 70], "loop": 0} | options
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "found"), [("GIF", types.GIF), ("WEBP", types.WEBP), ("PNG", types.PNG)]
)
async def test_moving_picture_moves_and_has_a_still_one(
    tmp_path: Path, kind: str, found: FileType
) -> None:
    avatar = await made(tmp_path, moving(kind), found, WHOLE)
    assert colour(opened(avatar.still)) == "red"
    assert getattr(opened(avatar.still), "n_frames", 1) == 1
    film = opened(avatar.moving)
    assert (film.format, getattr(film, "n_frames", 1), film.info["loop"]) == ("WEBP", 3, 0)
    seen = []
    for frame in range(3):
        film.seek(frame)
        film.load()
        seen.append((colour(film), film.info["duration"]))
    assert seen == [("red", 50), ("green", 60), ("blue", 70)]


async def test_picture_for_programs_that_cannot_move_it_is_no_frame(tmp_path: Path) -> None:
    content = moving("PNG", default_image=True, duration=100)
    film = opened((await made(tmp_path, content, types.PNG, WHOLE)).moving)
    assert getattr(film, "n_frames", 1) == 2


async def test_frame_that_says_it_is_shorter_than_browsers_show_lasts_as_there(
    tmp_path: Path,
) -> None:
    film = opened((await made(tmp_path, moving("GIF", duration=0), types.GIF, WHOLE)).moving)
    film.load()
    assert film.info["duration"] == 100


async def test_gif_without_a_loop_is_played_once(tmp_path: Path) -> None:
    film = opened((await made(tmp_path, animated(), types.GIF, WHOLE)).moving)
    assert film.info["loop"] == 1


async def test_too_many_frames_are_refused(tmp_path: Path) -> None:
    frames = [Image.new("L", (32, 32), number % 256) for number in range(FRAMES_MAX + 1)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(CommandRejected) as refused:
        await made(tmp_path, out.getvalue(), types.GIF, WHOLE)
    assert refused.value.code is ErrorCode.TOO_LARGE


async def test_picture_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandRejected) as refused:
        await made(tmp_path, picture("PNG", (300, 300))[:200], types.PNG, WHOLE)
    assert refused.value.code is ErrorCode.BAD_REQUEST
