"""`GET /api/openapi.json`: the HTTP interface, out of the same structs that serve it."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from chatd.protocol import http

OpenApi = dict[str, Any]

_VERSION: Final = "3.1.0"
_SCHEMAS: Final = "#/components/schemas/"


def openapi(version: str) -> OpenApi:
    """The document.

    Args:
        version: The server's.
    """
    structs = (
        http.LoginRequest,
        http.AccountRequest,
        http.TokenAnswer,
        http.RecentContacts,
        http.HealthAnswer,
        http.HttpError,
    )
    _, schemas = msgspec.json.schema_components(structs, ref_template=_SCHEMAS + "{name}")
    return {
        "openapi": _VERSION,
        "info": {"title": "chatd", "version": version},
        "paths": {
            "/api/login": {"post": _login()},
            "/api/refresh": {"post": _refresh()},
            "/api/logout": {"post": _logout()},
            "/api/contacts/recent": {"get": _recent_contacts()},
            "/healthz": {"get": _health("The process answers.")},
            "/readyz": {"get": _health("The process can do its work.")},
        },
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {
                "access": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "refresh": {"type": "apiKey", "in": "cookie", "name": "chatd_refresh_…"},
            },
        },
    }


def _login() -> OpenApi:
    return {
        "summary": "Log in; the refresh token comes as a cookie.",
        "requestBody": {"required": True, "content": _json("LoginRequest")},
        "responses": {"200": _answer("Logged in.", "TokenAnswer"), **_errors(400, 401, 403, 429)},
    }


def _refresh() -> OpenApi:
    return {
        "summary": "A new access token; the refresh token is replaced by the next one.",
        "security": [{"refresh": []}],
        "requestBody": {"content": _json("AccountRequest")},
        "responses": {
            "200": _answer("Still logged in.", "TokenAnswer"),
            "204": {"description": "No log-in is kept here."},
            **_errors(400, 401, 403),
        },
    }


def _logout() -> OpenApi:
    return {
        "summary": "End the log-in; the agent is offline from then on.",
        "security": [{"refresh": []}],
        "requestBody": {"content": _json("AccountRequest")},
        "responses": {"204": {"description": "Logged out."}, **_errors(400, 403, 503)},
    }


def _recent_contacts() -> OpenApi:
    return {
        "summary": "The contacts the agent last replied to, the latest first.",
        "security": [{"access": []}],
        "responses": {"200": _answer("At most 50.", "RecentContacts"), **_errors(401, 503)},
    }


def _health(summary: str) -> OpenApi:
    return {
        "summary": summary,
        "responses": {
            "200": _answer("Well.", "HealthAnswer"),
            "503": _answer("Not now.", "HealthAnswer"),
        },
    }


def _errors(*statuses: int) -> OpenApi:
    return {str(status): _answer("See the code.", "HttpError") for status in statuses}


def _answer(description: str, struct: str) -> OpenApi:
    return {"description": description, "content": _json(struct)}


def _json(struct: str) -> OpenApi:
    return {"application/json": {"schema": {"$ref": _SCHEMAS + struct}}}
