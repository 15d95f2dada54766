"""Bodies of the HTTP interface that every client needs: log-in, errors, health."""

from __future__ import annotations

import msgspec

from chatd.errors import ErrorCode
from chatd.protocol.fields import FileName, Id, MailState, Text
from chatd.protocol.views import ContactView


class LoginRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`POST /api/login`. `remember`: the log-in outlives the browser's end."""

    merchant: Id
    username: Id
    password: Text
    remember: bool = False


class AccountRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`POST /api/refresh` and `/api/logout`: which of a browser's log-ins; the latest if none."""

    merchant: Id | None = None
    username: Id | None = None


class TokenAnswer(msgspec.Struct, frozen=True):
    """The answer to log-in and refresh. The refresh token is in an HttpOnly cookie."""

    access_token: str
    expires_in_s: int


class OidcOffer(msgspec.Struct, frozen=True):
    """`GET /api/oidc`: whether some merchant of this server has an OpenID provider."""

    offered: bool


class OidcRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`POST /api/oidc/login`: log in at the merchant's OpenID provider."""

    merchant: Id
    remember: bool = False


class OidcAnswer(msgspec.Struct, frozen=True):
    """Where the browser is to go now. It comes back to the console."""

    url: str


class RecentContacts(msgspec.Struct, frozen=True):
    """`GET /api/contacts/recent`: whom the agent replied to, the latest first."""

    contacts: tuple[ContactView, ...]


class UploadRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`POST /api/uploads`: a file of exactly so many bytes is to come."""

    name: FileName
    size: int


class UploadAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """An upload as it stands: `offset` bytes are stored. Once `complete`, the rest is known.

    Fields from `upload` to `height` are a message's body then, as they are.
    """

    upload: str
    name: str
    size: int
    offset: int
    complete: bool = False
    type: str | None = None
    width: int | None = None
    height: int | None = None


class LeftMailView(msgspec.Struct, frozen=True, omit_defaults=True):
    """The e-mail that carried an answer. `unknown`: it may have arrived, or not."""

    mail: str
    state: MailState
    to: str
    changed_ms: int
    attempts: int
    reason: str = ""


class LeftMessageView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A mailbox session; `handled_by` and `handled_ms` are its last mark, holding or not.

    `text` is how the last text that its buyer wrote begins: `PREVIEW_MAX` characters at most.
    """

    session: str
    shop: str
    contact: str
    name: str
    arrived_ms: int
    last_ms: int
    email: str | None = None
    private: bool = False
    text: str = ""
    handled_by: str | None = None
    handled_ms: int | None = None
    mail: LeftMailView | None = None


class LeftMessagesView(msgspec.Struct, frozen=True):
    """`GET /api/left`: unhandled ones, the longest waiting first; or handled, the latest first."""

    left: tuple[LeftMessageView, ...]
    more: bool


class HttpErrorDetail(msgspec.Struct, frozen=True, omit_defaults=True):
    """What went wrong; codes as on the WebSocket."""

    code: ErrorCode
    message: str
    retry_after_ms: int | None = None


class HttpError(msgspec.Struct, frozen=True):
    """The body of every HTTP answer with a status of 400 or more."""

    error: HttpErrorDetail


class HealthAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """`GET /healthz` and `GET /readyz`. `checks` says, by part, "ok" or what is wrong."""

    status: str
    checks: dict[str, str] = {}
