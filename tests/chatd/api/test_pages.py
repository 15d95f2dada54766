from pathlib import Path

import httpx
import pytest

from tests.chatd.api.served import Site, build_static, site


async def get(page: Site, path: str, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await page.http.get(path, headers=named)


def directive(answer: httpx.Response, name: str) -> list[str]:
    """The values of one directive of an answer's Content-Security-Policy."""
    for part in answer.headers["content-security-policy"].split("; "):
        if part.startswith(f"{name} "):
            return list(part.split(" ")[1:])
    return []


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/widget.js", "public, max-age=300"),
        ("/widget/frame.html?shop=acme", "no-cache"),
        ("/console/", "no-store"),
        ("/demo/", "no-cache"),
        ("/assets/index-abc.js", "public, max-age=31536000, immutable"),
    ],
)
async def test_file_is_served_with_its_caching_and_safe_headers(
    tmp_path: Path, path: str, kept: str
) -> None:
    build_static(tmp_path)
    async with site(tmp_path, is_demo=True) as page:
        answer = await get(page, path)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == kept
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"


async def test_file_is_not_sent_again_when_the_browser_has_it(tmp_path: Path) -> None:
    build_static(tmp_path)
    async with site(tmp_path) as page:
        frame = "/widget/frame.html"
        etag = (await get(page, frame)).headers["etag"]
        again = await get(page, frame, if_none_match=etag)
        assert (again.status_code, again.content) == (304, b"")
        (tmp_path / "static/widget/frame.html").write_text("<p>newer</p>", encoding="utf-8")
        assert (await get(page, frame, if_none_match=etag)).text == "<p>newer</p>"


@pytest.mark.parametrize(
    ("accepted", "coding", "content"),
    [
        ("gzip, deflate, br;q=1.0", "br", b"by brotli"),
        ("gzip, deflate", "gzip", b"by gzip"),
        ("br; q=0.000, gzip;q=0.01", "gzip", b"by gzip"),
        ("br;q=0, gzip;q=0", None, b"plain"),
        ("identity", None, b"plain"),
    ],
)
async def test_file_is_sent_as_the_build_has_compressed_it_for_whoever_takes_that(
    tmp_path: Path, accepted: str, coding: str | None, content: bytes
) -> None:
    build_static(tmp_path)
    script = tmp_path / "static/assets/index-abc.js"
    script.write_bytes(b"plain")
    script.with_name("index-abc.js.br").write_bytes(b"by brotli")
    script.with_name("index-abc.js.gz").write_bytes(b"by gzip")
    async with site(tmp_path) as page:
        request = page.http.build_request(
            "GET", "/assets/index-abc.js", headers={"accept-encoding": accepted}
        )
        answer = await page.http.send(request, stream=True)
        assert answer.headers.get("content-encoding") == coding
        assert answer.headers["content-type"].startswith("text/javascript")
        assert b"".join([part async for part in answer.aiter_raw()]) == content
        await answer.aclose()


async def test_file_that_the_build_did_not_compress_is_sent_as_it_is(tmp_path: Path) -> None:
    build_static(tmp_path)
    async with site(tmp_path) as page:
        answer = await get(page, "/assets/index-abc.js", accept_encoding="gzip, br")
        assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/assets/nothing.js",
        "/assets/../../secret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/assets/",
        "/assets/%00",
        "/nothing",
    ],
)
async def test_anything_else_is_not_found(tmp_path: Path, path: str) -> None:
    build_static(tmp_path)
    async with site(tmp_path) as page:
        answer = await get(page, path)
        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == "not_found"


async def test_only_the_shops_pages_may_frame_its_widget(tmp_path: Path) -> None:
    build_static(tmp_path)
    async with site(tmp_path) as page:
        page.desks.origins = ("http://shop.test", "https://shop.test")
        answer = await get(page, "/widget/frame.html?shop=acme")
        expected = ["'self'", "http://shop.test", "https://shop.test"]
        assert directive(answer, "frame-ancestors") == expected
        unknown = await get(page, "/widget/frame.html?shop=nobody")
        assert directive(unknown, "frame-ancestors") == ["'self'"]


async def test_nobody_may_frame_the_console(tmp_path: Path) -> None:
    build_static(tmp_path)
    async with site(tmp_path) as page:
        assert directive(await get(page, "/console/"), "frame-ancestors") == ["'none'"]
        assert directive(await get(page, "/api/openapi.json"), "frame-ancestors") == ["'none'"]


@pytest.mark.parametrize("path", ["/console/", "/demo/", "/widget/frame.html?shop=acme"])
async def test_page_runs_scripts_from_files_of_ours_alone(tmp_path: Path, path: str) -> None:
    build_static(tmp_path)
    async with site(tmp_path, is_demo=True, public_url="https://chat.example") as page:
        answer = await get(page, path)
        assert directive(answer, "script-src") == ["'self'"]
        assert directive(answer, "default-src") == ["'none'"]
        assert directive(answer, "connect-src") == ["'self'", "wss://chat.example"]
        assert directive(answer, "trusted-types") == ["'none'"]
        assert "unsafe" not in answer.headers["content-security-policy"]


async def test_console_has_a_nonce_of_its_own_each_time(tmp_path: Path) -> None:
    build_static(tmp_path)
    async with site(tmp_path) as page:
        answers = [await get(page, "/console/") for _ in range(2)]
        nonces = [answer.text.removeprefix("<p>").removesuffix("</p>") for answer in answers]
        assert len(set(nonces)) == 2
        for nonce, answer in zip(nonces, answers, strict=True):
            assert len(nonce) >= 22
            assert directive(answer, "style-src")[:2] == ["'self'", f"'nonce-{nonce}'"]
            assert "etag" not in answer.headers


@pytest.mark.parametrize("path", ["/console/", "/assets/index-abc.js", "/api/openapi.json", "/no"])
async def test_other_sites_may_not_embed_what_is_not_for_them(tmp_path: Path, path: str) -> None:
    build_static(tmp_path)
    async with site(tmp_path) as page:
        answer = await get(page, path)
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(
    ("path", "where"),
    [("/", "/console/"), ("/console", "/console/"), ("/console?user=x", "/console/?user=x")],
)
async def test_redirects_stay_here_whatever_the_host_header_says(
    tmp_path: Path, path: str, where: str
) -> None:
    async with site(tmp_path) as page:
        answer = await get(page, path, host="evil.example")
        assert (answer.status_code, answer.headers["location"]) == (302, where)


@pytest.mark.parametrize("path", ["/healthz/", "/api/login/", "/widget.js/", "/evil.example//"])
async def test_no_other_address_is_guessed(tmp_path: Path, path: str) -> None:
    build_static(tmp_path)
    async with site(tmp_path) as page:
        answer = await get(page, path, host="evil.example")
        assert answer.status_code == 404
        assert "location" not in answer.headers
        assert "evil" not in answer.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "POST"])
async def test_method_that_is_not_meant_is_refused(tmp_path: Path, method: str) -> None:
    build_static(tmp_path)
    async with site(tmp_path) as page:
        for path in ("/console/", "/healthz", "/api/openapi.json"):
            answer = await page.http.request(method, path)
            assert answer.status_code == 405
            assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(("is_demo", "where"), [(True, "/demo/"), (False, "/console/")])
async def test_home_leads_to_the_demo_or_the_console(
    tmp_path: Path, is_demo: bool, where: str
) -> None:
    async with site(tmp_path, is_demo=is_demo) as page:
        answer = await get(page, "/")
        assert (answer.status_code, answer.headers["location"]) == (302, where)


async def test_demo_is_not_there_without_demo_mode(tmp_path: Path) -> None:
    build_static(tmp_path)
    async with site(tmp_path) as page:
        assert (await get(page, "/demo/")).status_code == 404
        assert (await get(page, "/api/demo")).status_code == 404


async def test_missing_web_client_is_said(tmp_path: Path) -> None:
    async with site(tmp_path) as page:
        answer = await get(page, "/console/")
        assert answer.status_code == 503
        assert "make setup" in answer.json()["error"]["message"]
