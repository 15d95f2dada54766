"""`GET /api/openapi.json`: the HTTP interface, out of the same structs that serve it."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from chatd.protocol import http, known, phrases, settings

OpenApi = dict[str, Any]

_VERSION: Final = "3.1.0"
_SCHEMAS: Final = "#/components/schemas/"

_STRUCTS: Final = (
    http.LoginRequest,
    http.AccountRequest,
    http.TokenAnswer,
    http.OidcOffer,
    http.OidcRequest,
    http.OidcAnswer,
    http.RecentContacts,
    http.UploadRequest,
    http.UploadAnswer,
    http.HealthAnswer,
    http.HttpError,
    http.LeftMessagesView,
    settings.QuestionsView,
    settings.QuestionsChange,
    settings.ConsentView,
    settings.ConsentChange,
    settings.AnswersView,
    settings.OwnAnswersChange,
    settings.ForcedAnswersChange,
    settings.SettingChangesView,
    settings.AvatarSetting,
    settings.AvatarChange,
    phrases.PhrasesView,
    phrases.NewPhrase,
    phrases.PhraseChange,
    phrases.BookOrder,
    phrases.BookView,
    phrases.PhraseImport,
    phrases.ImportAnswer,
    phrases.ImportRefused,
    phrases.PhrasePins,
    settings.SummaryTypesView,
    settings.SummaryTypesChange,
    known.ContactDetails,
    known.NoteView,
    known.NoteChange,
    known.OrdersView,
    known.PastSessions,
    known.Transcript,
    known.ProductsView,
    known.ProductChange,
    known.BlacklistView,
    known.OrdersAnswer,
)


def openapi(version: str) -> OpenApi:
    """The document.

    Args:
        version: The server's.
    """
    _, schemas = msgspec.json.schema_components(_STRUCTS, ref_template=_SCHEMAS + "{name}")
    return {
        "openapi": _VERSION,
        "info": {"title": "chatd", "version": version},
        "paths": {
            "/api/login": {"post": _login()},
            "/api/refresh": {"post": _refresh()},
            "/api/logout": {"post": _logout()},
            **_oidc(),
            "/api/contacts/recent": {"get": _recent_contacts()},
            **_left(),
            **_settings(),
            **(_phrases() | _known()),
            **_privacy(),
            "/api/uploads": {"post": _begin_upload()},
            "/api/uploads/{upload}": _upload(),
            "/api/files/{session}/{upload}": {"get": _file()},
            "/api/avatars/{picture}": {"get": _avatar()},
            "/healthz": {"get": _health("The process answers.")},
            "/readyz": {"get": _health("The process can do its work.")},
        },
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {
                "access": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "files": {"type": "apiKey", "in": "query", "name": "key"},
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


def _oidc() -> OpenApi:
    code, state = (
        _parameter(name, "query", "string")["parameters"][0] for name in ("code", "state")
    )
    merchant = _parameter("merchant", "path", "string")["parameters"]
    return {
        "/api/oidc": {
            "get": {
                "summary": "Whether some merchant here has an OpenID provider.",
                "responses": {"200": _answer("Yes or no.", "OidcOffer")},
            }
        },
        "/api/oidc/login": {
            "post": {
                "summary": "Begin to log in at the merchant's provider.",
                "requestBody": {"required": True, "content": _json("OidcRequest")},
                "responses": {
                    "200": _answer("Where to go.", "OidcAnswer"),
                    **_errors(400, 403, 404, 429, 503),
                },
            }
        },
        "/api/oidc/callback/{merchant}": {
            "get": {
                "summary": "Where the provider sends the browser back to.",
                "parameters": [*merchant, code, state],
                "responses": {"302": {"description": "To the console."}},
            }
        },
    }


def _recent_contacts() -> OpenApi:
    return {
        "summary": "The contacts the agent last replied to, the latest first.",
        "security": [{"access": []}],
        "responses": {"200": _answer("At most 50.", "RecentContacts"), **_errors(401, 503)},
    }


def _left() -> OpenApi:
    handled, before = (
        _parameter("handled", "query", "boolean"),
        _parameter("before", "query", "integer"),
    )
    return {
        "/api/left": {
            "get": _read("Left messages, unhandled or handled.", "LeftMessagesView")
            | {"parameters": handled["parameters"] + before["parameters"]}
        },
        "/api/left/mails/{mail}/resend": {
            "post": {
                "summary": "Send an e-mail again that failed or may have arrived.",
                "security": [{"access": []}],
                "responses": {"204": {"description": "Queued."}, **_errors(401, 409, 503)},
            }
            | _parameter("mail", "path", "string")
        },
    }


def _settings() -> OpenApi:
    shop = _parameter("shop", "path", "string")
    before = _parameter("before", "query", "integer")
    return {
        "/api/settings/questions/{shop}": {
            "get": _read("A shop's frequent questions.", "QuestionsView") | shop,
            "put": _set("Supervisors: set them.", "QuestionsChange", "QuestionsView") | shop,
        },
        "/api/settings/consent/{shop}": {
            "get": _read("What a shop's widget says becomes of a buyer's words.", "ConsentView")
            | shop,
            "put": _set("Supervisors: set it.", "ConsentChange", "ConsentView") | shop,
        },
        "/api/settings/answers": {
            "get": _read("One's own automatic answers, and what replaces them.", "AnswersView")
        },
        "/api/settings/answers/own": {
            "put": _set("Set one's own automatic answers.", "OwnAnswersChange", "OwnAnswersView")
        },
        "/api/settings/answers/everybody": {
            "put": _set("Supervisors: set everybody's.", "ForcedAnswersChange", "ForcedAnswersView")
        },
        "/api/settings/summary-types": {
            "get": _read("What summaries may say a session was about.", "SummaryTypesView"),
            "put": _set("Supervisors: set it.", "SummaryTypesChange", "SummaryTypesView"),
        },
        "/api/settings/avatar": {
            "get": _read("One's own avatar.", "AvatarSetting"),
            "put": _set("Set or remove it.", "AvatarChange", "AvatarSetting"),
        },
        "/api/settings/avatar/{shop}": {
            "get": _read("A shop's avatar.", "AvatarSetting") | shop,
            "put": _set("Supervisors: set it.", "AvatarChange", "AvatarSetting") | shop,
        },
        "/api/settings/changes": {
            "get": _read("Supervisors: who set what.", "SettingChangesView", 403) | before,
        },
    }


def _known() -> OpenApi:
    contact, shop, product, session = (
        _parameter(name, "path", "string")["parameters"][0]
        for name in ("contact", "shop", "product", "session")
    )
    before_ms, before_seq, fresh = (
        _parameter(name, "query", "integer")["parameters"][0]
        for name in ("before_ms", "before_seq", "fresh")
    )
    removed = _set("Forget a product.", "ProductChange", "ProductsView")
    del removed["requestBody"]
    of_contact, of_product = "/api/contacts/{contact}", "/api/shops/{shop}/products"
    return {
        of_contact: {
            "get": _read("What is known of a buyer.", "ContactDetails", 403, 409)
            | {"parameters": [contact]}
        },
        f"{of_contact}/note": {
            "put": _set("Write down what is known.", "NoteChange", "NoteView")
            | {"parameters": [contact]}
        },
        f"{of_contact}/orders": {
            "get": _read("The buyer's orders in the shop's own system.", "OrdersView", 403, 409)
            | {"parameters": [contact, fresh]}
        },
        f"{of_contact}/sessions": {
            "get": _read("Former sessions, whoever served them.", "PastSessions", 403, 409)
            | {"parameters": [contact, before_ms]}
        },
        f"{of_contact}/sessions/{{session}}": {
            "get": _read("What was said in one of them.", "Transcript", 403, 409)
            | {"parameters": [contact, session, before_seq]}
        },
        of_product: {"get": _read("Products to send.", "ProductsView") | {"parameters": [shop]}},
        f"{of_product}/{{product}}": {
            "put": _set("Keep a product.", "ProductChange", "ProductsView")
            | {"parameters": [shop, product]},
            "delete": removed | {"parameters": [shop, product]},
        },
        "/api/blacklist": {
            "get": _read("Who is blocked.", "BlacklistView") | {"parameters": [before_ms]}
        },
    }


def _phrases() -> OpenApi:
    book = [_parameter("book", "path", "string")["parameters"][0]]
    book[0]["schema"]["enum"] = ["shared", "own"]
    phrase = [*book, *_parameter("phrase", "path", "string")["parameters"]]
    version = {**_parameter("version", "query", "integer")["parameters"][0], "required": True}
    taken = _set("Take a CSV file in, or nothing of it.", "PhraseImport", "ImportAnswer")
    taken["responses"]["400"] = _answer("The rows at fault.", "ImportRefused")
    added = _set("Add a phrase to the end of its group.", "NewPhrase", "BookView")
    added["responses"]["201"] = added["responses"].pop("200")
    removed = _set("Take a phrase out.", "NewPhrase", "BookView")
    del removed["requestBody"]
    return {
        "/api/phrases": {"get": _read("Everybody's phrases, and one's own.", "PhrasesView")},
        "/api/phrases/pins": {
            "put": _set("Put phrases on the keys 1 to 4.", "PhrasePins", "PhrasesView")
        },
        "/api/phrases/{book}": {
            "post": added | {"parameters": book},
            "put": _set("Put them in another order.", "BookOrder", "BookView")
            | {"parameters": book},
        },
        "/api/phrases/{book}/import": {"post": taken | {"parameters": book}},
        "/api/phrases/{book}/export": {
            "get": {
                "summary": "A book as a CSV file.",
                "security": [{"access": []}],
                "parameters": book,
                "responses": {
                    "200": {
                        "description": "`group,text`, with a byte order mark.",
                        "content": {"text/csv": {"schema": {"type": "string"}}},
                    },
                    **_errors(401, 404, 503),
                },
            }
        },
        "/api/phrases/{book}/{phrase}": {
            "put": _set("Change a phrase.", "PhraseChange", "BookView") | {"parameters": phrase},
            "delete": removed | {"parameters": [*phrase, version]},
        },
    }


def _privacy() -> OpenApi:
    contact, shop = _parameter("contact", "path", "string"), _parameter("shop", "query", "string")
    document = {"200": {"description": "All there is.", "content": {"application/json": {}}}}
    erased = {"204": {"description": "Erased."}}
    owners = {"security": [{"access": []}], **contact}
    return {
        "/api/contacts/{contact}/export": {
            "get": {
                "summary": "Owners: what is kept of a contact.",
                "responses": {**document, **_errors(401, 403, 404, 503)},
                **owners,
            }
        },
        "/api/contacts/{contact}": {
            "delete": {
                "summary": "Owners: erase what a contact wrote and was called.",
                "responses": {**erased, **_errors(401, 403, 404, 503)},
                **owners,
            }
        },
        "/api/me": {
            "get": {
                "summary": "A buyer's own data; `Authorization: Visitor` or `Identity`.",
                "responses": {**document, **_errors(401, 404, 429, 503)},
                **shop,
            },
            "delete": {
                "summary": "Erase it.",
                "responses": {**erased, **_errors(401, 404, 429, 503)},
                **shop,
            },
        },
    }


def _parameter(name: str, place: str, kind: str) -> OpenApi:
    required = place == "path"
    one = {"name": name, "in": place, "required": required, "schema": {"type": kind}}
    return {"parameters": [one]}


def _read(summary: str, struct: str, *errors: int) -> OpenApi:
    return {
        "summary": summary,
        "security": [{"access": []}],
        "responses": {"200": _answer("As it is now.", struct), **_errors(401, *errors, 404, 503)},
    }


def _set(summary: str, body: str, struct: str) -> OpenApi:
    return {
        "summary": summary,
        "security": [{"access": []}],
        "requestBody": {"required": True, "content": _json(body)},
        "responses": {
            "200": _answer("In force.", struct),
            **_errors(400, 401, 403, 404, 409, 503),
        },
    }


def _begin_upload() -> OpenApi:
    return {
        "summary": "Announce a file; its bytes come with PATCH.",
        "security": [{"access": []}],
        "requestBody": {"required": True, "content": _json("UploadRequest")},
        "responses": {
            "201": _answer("Begun.", "UploadAnswer"),
            **_errors(400, 401, 409, 413, 429, 503),
        },
    }


def _upload() -> OpenApi:
    upload = _parameter("upload", "path", "string")["parameters"]
    offset = {"name": "Upload-Offset", "in": "header", "required": True}
    bytes_alone = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    return {
        "get": {
            "summary": "How far an upload has come.",
            "security": [{"access": []}],
            "parameters": upload,
            "responses": {"200": _answer("As it stands.", "UploadAnswer"), **_errors(401, 404)},
        },
        "patch": {
            "summary": "More bytes, from the header `Upload-Offset` on.",
            "security": [{"access": []}],
            "parameters": [*upload, offset | {"schema": {"type": "integer", "minimum": 0}}],
            "requestBody": {"required": True, "content": bytes_alone},
            "responses": {
                "200": _answer("Stored.", "UploadAnswer"),
                **_errors(400, 401, 404, 408, 409, 413, 415, 503),
            },
        },
        "delete": {
            "summary": "Give an upload up that no message names.",
            "security": [{"access": []}],
            "parameters": upload,
            "responses": {"204": {"description": "Gone."}, **_errors(401, 404)},
        },
    }


def _file() -> OpenApi:
    session, upload = (_parameter(name, "path", "string") for name in ("session", "upload"))
    return {
        "summary": "A file of a message; `view=thumbnail` for a small picture, `download` to save.",
        "security": [{"files": []}, {"access": []}],
        "parameters": [*session["parameters"], *upload["parameters"]],
        "responses": {"200": {"description": "The bytes."}, **_errors(401, 404)},
    }


def _avatar() -> OpenApi:
    return {
        "summary": "An avatar (WebP); `view=still` for the first frame of one that moves.",
        **_parameter("picture", "path", "string"),
        "responses": {"200": {"description": "The bytes."}, **_errors(404)},
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
