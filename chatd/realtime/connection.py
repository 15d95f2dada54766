"""One connection, from the accepted handshake to its end.

    greeting ──hello──▶ resuming ──everything missed is sent──▶ live ──▶ over
       │ 10 s, bad frame                │ full, bad token, rate          ▲
       └────────────────────────────────┴────────────────────────────────┘

One task reads. It decodes a frame, has it carried out by the merchant's desk and goes on to the
next; messages, previews and read marks do not wait for each other's commit. A message that comes
while the reader rests is begun without it. Answers leave in the order of their commands. Events
are held back until the snapshot and what was missed have left.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal, cast

from chatd.auth.rates import JointMeter, Meter
from chatd.desks.subscribers import LoginEnded
from chatd.errors import BadCommand, BadFrame, CommandRejected, ErrorCode, Unavailable
from chatd.protocol.answers import ErrorAnswer, Ok, Renewed, error_answer
from chatd.protocol.codec import (
    Encoding,
    decode_agent_command,
    decode_buyer_command,
    decode_hello,
)
from chatd.protocol.commands import (
    AgentHello,
    AgentMessageSend,
    AgentReadMark,
    AgentTypingSet,
    AuthRenew,
    BuyerHello,
    BuyerMessageSend,
    BuyerReadMark,
    BuyerTypingSet,
    FilesKey,
)
from chatd.realtime.callers import Caller, NotAuthorised, oversees
from chatd.realtime.closing import CloseCode
from chatd.realtime.measures import command_name
from chatd.realtime.pipeline import Answer, Pipeline
from chatd.realtime.previews import Previews, TypingSet
from chatd.realtime.running import run_now
from chatd.realtime.writer import Writer
from chatd.telemetry import LogEvent, logger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from chatd.desks.runtime import AgentDeskCommand, BuyerDeskCommand
    from chatd.desks.subscribers import EventFrame
    from chatd.protocol.commands import AgentCommand, BuyerCommand
    from chatd.realtime.endpoint import Services
    from chatd.realtime.socket import Socket

_log = logger(__name__)

_INBOX_MAX: Final = 64
"""Frames read ahead of their turn; more stay in the kernel."""

_PIPELINE_MAX: Final = 64
"""Commands in flight; the next frame waits for the first of them."""

_AT_ONCE: Final = 12
"""Commands one connection has begun in a row; then it is the others' turn."""

_TYPING: Final = (AgentTypingSet, BuyerTypingSet)
_MESSAGES: Final = (AgentMessageSend, BuyerMessageSend)
_OWN: Final = (AuthRenew, FilesKey)
"""What is between a connection and its tokens, and no desk's business."""

_REASON_BYTES_MAX: Final = 123
"""RFC 6455, section 5.5: a control frame carries 125 bytes, two of them the code."""

_IN_FLIGHT: Final = (
    AgentMessageSend,
    AgentTypingSet,
    AgentReadMark,
    BuyerMessageSend,
    BuyerTypingSet,
    FilesKey,
    BuyerReadMark,
)
"""What may be begun while others wait for their commit. All else is carried out alone."""


class Over(Exception):
    """The connection has ended: the reader's way out."""


class Connection:
    """One WebSocket. Implements `SocketHandler` for its socket and `Subscriber` for its desk.

    Args:
        socket: Accepted, or about to be.
        encoding: What was negotiated.
        services: What all connections share.
        address: The peer's.
    """

    def __init__(
        self, socket: Socket, encoding: Encoding, services: Services, address: str = ""
    ) -> None:
        self.id = f"c_{secrets.token_hex(8)}"
        self._socket = socket
        self.address = address
        self._encoding = encoding
        self._services = services
        self._clock = services.clock
        self._loop = asyncio.get_running_loop()
        config = services.config
        self._writer = Writer(
            socket,
            encoding,
            flush_soon=services.connections.flush_soon,
            on_full=self._cut,
            config=config,
            clock=services.clock,
            metrics=services.metrics,
        )
        self._pipeline = Pipeline(
            self._writer.send, hold=self._writer.hold, release=self._writer.release
        )
        limits = config.commands_per_s, config.commands_burst
        self._own_meters = Meter(*limits), Meter(*limits)
        self._commands: Meter | JointMeter
        self._refusals: Meter | JointMeter
        self._commands, self._refusals = self._own_meters
        self._previews = Previews(config.previews_per_s)
        self._preview_timer: asyncio.TimerHandle | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._caller: Caller | None = None
        # Who it is, from hello on, as its desk asks for each command.
        self.role: Literal["agent", "buyer"]
        self.merchant: str
        self.agent: str | None
        self.contact: str | None
        self.shop: str | None
        self.is_supervisor: bool
        self._is_attached = False
        self._is_resting = False
        self._inbox: list[str | bytes | TypingSet | None] = []
        self._reader: asyncio.Future[None] | None = None

    # Subscriber

    def deliver(self, frame: EventFrame) -> None:
        """Take one event. An internal one for a buyer is a bug of ours, and goes no further."""
        if not frame.internal or self._may_receive(frame):
            self._writer.deliver(frame)

    def _may_receive(self, frame: EventFrame) -> bool:
        if isinstance(frame.message, LoginEnded):
            self._end_login(frame.message.login)
            return False
        if not frame.internal or (self._caller is not None and self._caller.role == "agent"):
            return True
        _log.error(LogEvent.CONNECTION_FAILED, connection=self.id, why="internal to a buyer")
        return False

    @property
    def _known(self) -> Caller:
        assert self._caller is not None, "nobody attaches before hello"
        return self._caller

    # SocketHandler

    def frame_received(self, frame: str | bytes) -> None:
        """Begin a message at once if the reader rests; all else goes through the reader."""
        if self._services.connections.is_stopping:
            return
        if not (self._is_resting and self._begin_now(frame)):
            self._read_later(frame)

    def _begin_now(self, frame: str | bytes) -> bool:
        """Save a message the turn of the loop that the reader takes; whether it was begun."""
        if len(self._pipeline) >= _AT_ONCE:
            return False
        try:
            command = self._decode(frame)
        except (BadFrame, BadCommand):
            return False
        if not isinstance(command, _MESSAGES):
            return False
        now_ms = self._clock.monotonic_ms()
        if self._commands.take(int(now_ms)):
            return False
        self._previews.forget(command.session)
        run_now(self._answer(self._pipeline.enter(), command, now_ms))
        return True

    def socket_writable(self) -> None:
        """Send what waits."""
        self._writer.flush()

    def socket_lost(self, code: int) -> None:
        """Let the reader finish what has arrived, then end."""
        self._services.metrics.connections_closed.labels(str(code)).inc()
        self._writer.stop()
        self._read_later(None)

    # The reader

    async def run(self) -> None:
        """Serve the connection until it is over."""
        config = self._services.config
        self._arm(config.hello_timeout_ms, CloseCode.HELLO_LATE, "no hello in time")
        try:
            await self._greet()
            while True:
                for _ in range(_AT_ONCE):
                    await self._serve(await self._next())
                await asyncio.sleep(0)
        except Over:
            pass
        except BadFrame as error:
            self.close(CloseCode.BAD_FRAME, str(error))
        except NotAuthorised as error:
            self.close(CloseCode.NOT_AUTHORISED, str(error))
        except Exception:  # noqa: BLE001  # one connection's failure is not the server's
            _log.exception(LogEvent.CONNECTION_FAILED, connection=self.id)
            self.close(CloseCode.FAILED, "the server failed")
        finally:
            await self._end()

    def close(self, code: CloseCode, reason: str) -> None:
        """Send what is due and the close frame. Nothing more is read."""
        _log.debug(LogEvent.CONNECTION_CLOSED, connection=self.id, code=int(code), why=reason)
        self._writer.flush()
        self._writer.stop()
        self._socket.close(code, reason.encode()[:_REASON_BYTES_MAX].decode(errors="ignore"))
        self._inbox.clear()
        self._read_later(None)

    def check_account(self) -> None:
        """End the connection if its account is gone, or has another role than at hello."""
        caller = self._caller
        if caller is None or caller.agent is None:
            return
        try:
            profile = caller.runtime.agent_profile(caller.agent)
        except CommandRejected:
            self.close(CloseCode.NOT_AUTHORISED, "no such account any more")
            return
        if oversees(profile) is not caller.is_supervisor:
            self.close(CloseCode.RESTARTS, "the account has another role")

    def _end_login(self, login: str) -> None:
        """Another tab, or another request, has logged out."""
        if self._caller is not None and self._caller.login == login:
            self.close(CloseCode.NOT_AUTHORISED, "logged out")

    async def wait_answered(self) -> None:
        """Wait until every command begun is answered."""
        await self._pipeline.wait_shorter(0)

    async def _greet(self) -> None:
        """Take hello. After an error answer the peer may say it again, within the same time."""
        while self._caller is None:
            frame = await self._next()
            assert isinstance(frame, str | bytes)
            try:
                hello = decode_hello(self._checked(frame), self._encoding)
            except BadCommand as bad:
                self._refuse(bad.re, bad)
            else:
                if self._admits(hello.id, self._clock.monotonic_ms()):
                    await self._hello(hello)
        self._arm_expiry(self._caller.expires_ms)
        self._writer.release()

    async def _hello(self, hello: AgentHello | BuyerHello) -> None:
        services = self._services
        try:
            caller = await services.callers.recognise(hello)
            self._be(caller)
            self._writer.hold()
            welcome = await services.callers.greet(self, caller, hello, self.id, self.address)
        except (CommandRejected, Unavailable) as error:
            self._leave()
            self._writer.send(error_answer(hello.id, error))
            return
        self._is_attached = True
        self._writer.send(welcome)
        async for frame in caller.runtime.missed(self, hello.resume):
            if self._may_receive(frame):
                self._writer.send(frame.message)
                await self._writer.wait_room()

    def _be(self, caller: Caller) -> None:
        services = self._services
        if not services.connections.take_seat(caller.person):
            self.close(CloseCode.RATE, "too many tabs")
            raise Over
        self._caller = caller
        self.role, self.merchant, self.shop = caller.role, caller.merchant, caller.shop
        self.agent, self.contact = caller.agent, caller.contact
        self.is_supervisor = caller.is_supervisor
        if caller.role == "buyer":
            shared = services.connections.buyers_share(self.address)
            self._commands, self._refusals = map(JointMeter, self._own_meters, shared)
        services.metrics.connections.labels(caller.role).inc()

    def _leave(self) -> None:
        caller = self._caller
        if caller is None:
            return
        if self._is_attached:
            caller.runtime.detach(self)
        self._caller = None
        self._services.connections.leave_seat(caller.person)
        self._services.metrics.connections.labels(caller.role).dec()

    async def _serve(self, item: str | bytes | TypingSet) -> None:
        """Begin what a frame asks for, or send on a preview that was held back."""
        now_ms = self._clock.monotonic_ms()
        if isinstance(item, _TYPING):
            await self._answer(_nowhere, item, now_ms)  # answered when it was held back
            return
        try:
            command = self._decode(item)
        except BadCommand as bad:
            if self._admits(bad.re, now_ms):
                self._refuse(bad.re, bad)
            return
        if isinstance(command, _TYPING):
            await self._type(command, now_ms)
        elif self._admits(command.id, now_ms):
            await self._begin(command, now_ms)

    def _decode(self, frame: str | bytes) -> AgentCommand | BuyerCommand:
        decode = decode_agent_command if self.role == "agent" else decode_buyer_command
        return decode(self._checked(frame), self._encoding)

    def _checked(self, frame: str | bytes) -> str | bytes:
        if isinstance(frame, str) is not (self._encoding is Encoding.JSON):
            raise BadFrame("JSON travels in text frames, MessagePack in binary ones.")
        return frame

    def _admits(self, re: int, now_ms: float) -> bool:
        """Count a command. One too many is refused; too many of those end the connection."""
        wait_ms = self._commands.take(int(now_ms))
        if wait_ms == 0:
            return True
        if self._refusals.take(int(now_ms)):
            self.close(CloseCode.RATE, "too many commands")
            raise Over
        self._refuse(re, CommandRejected(ErrorCode.RATE, retry_after_ms=wait_ms))
        return False

    def _refuse(self, re: int, rejected: CommandRejected) -> None:
        self._pipeline.enter()(error_answer(re, rejected))

    async def _type(self, command: TypingSet, now_ms: float) -> None:
        """Pass a preview on, or hold it back if it comes too early; answered it is at once."""
        if self._previews.offer(command, int(now_ms)):
            await self._begin(command, now_ms)
        elif self._admits(command.id, now_ms):
            self._pipeline.enter()(Ok(re=command.id))
            self._arm_preview()

    async def _begin(self, command: AgentCommand | BuyerCommand, begun_ms: float) -> None:
        if not isinstance(command, _IN_FLIGHT):
            await self._pipeline.wait_shorter(0)
            await self._answer(self._pipeline.enter(), command, begun_ms)
            return
        if isinstance(command, _MESSAGES):
            self._previews.forget(command.session)
        run_now(self._answer(self._pipeline.enter(), command, begun_ms))
        if len(self._pipeline) > _PIPELINE_MAX:
            await self._pipeline.wait_shorter(_PIPELINE_MAX)

    async def _answer(
        self,
        place: Callable[[Answer], None],
        command: AgentCommand | BuyerCommand,
        begun_ms: float,
    ) -> None:
        """Carry a command out; whatever happens, it has an answer."""
        try:
            answer: Answer = await self._carry_out(command)
        except (CommandRejected, Unavailable) as error:
            answer = error_answer(command.id, error)
        except Exception:  # noqa: BLE001  # nor the connection's
            name = command_name(type(command))
            _log.exception(LogEvent.COMMAND_FAILED, connection=self.id, t=name)
            answer = error_answer(command.id, Unavailable("The server failed."))
        result = answer.code.value if isinstance(answer, ErrorAnswer) else "ok"
        duration_ms = self._clock.monotonic_ms() - begun_ms
        self._services.measures.answered(type(command), result, duration_ms)
        place(answer)

    def _carry_out(self, command: AgentCommand | BuyerCommand) -> Awaitable[Ok]:
        caller = self._known
        if isinstance(command, _OWN):
            return self._carry_out_here(caller, command)
        # The role chose the decoder, so it says which of the two this is.
        if caller.role == "agent":
            return caller.runtime.handle_agent(self, cast("AgentDeskCommand", command))
        return caller.runtime.handle_buyer(self, cast("BuyerDeskCommand", command))

    async def _carry_out_here(self, caller: Caller, command: AuthRenew | FilesKey) -> Ok:
        if isinstance(command, AuthRenew):
            return self._renew(command)
        return self._services.callers.files_key(caller, command)

    def _renew(self, command: AuthRenew) -> Renewed:
        caller = self._known
        try:
            claims = self._services.callers.read_access(command.token)
        except NotAuthorised as error:
            raise CommandRejected(ErrorCode.NOT_ALLOWED, str(error)) from error
        if (claims.merchant, claims.username) != (caller.merchant, caller.agent):
            raise CommandRejected(ErrorCode.NOT_ALLOWED, "This is another account's token.")
        self._caller = replace(caller, login=claims.family)
        self._arm_expiry(claims.expires_ms)
        return Renewed(re=command.id, token_expires_ms=claims.expires_ms)

    async def _next(self) -> str | bytes | TypingSet:
        while not self._inbox:
            self._reader = self._loop.create_future()
            self._is_resting = self._is_attached
            await self._reader
        item = self._inbox.pop(0)
        if item is None:
            raise Over
        if len(self._inbox) < _INBOX_MAX:
            self._socket.resume_reading()
        return item

    def _read_later(self, item: str | bytes | TypingSet | None) -> None:
        self._inbox.append(item)
        if len(self._inbox) >= _INBOX_MAX:
            self._socket.pause_reading()
        self._is_resting = False
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)

    # Timers and the end

    def _arm_preview(self) -> None:
        if self._preview_timer is None and self._previews:
            delay_s = self._previews.wait_ms(self._now_ms()) / 1_000
            self._preview_timer = self._loop.call_later(delay_s, self._preview_due)

    def _preview_due(self) -> None:
        self._preview_timer = None
        held = self._previews.take(self._now_ms())
        if held is not None:
            self._read_later(held)
        self._arm_preview()

    def _arm_expiry(self, expires_ms: int | None) -> None:
        """Have the connection end a while after its token, unless it is renewed before."""
        if expires_ms is None:
            self._disarm()
            return
        left_ms = expires_ms + self._services.config.token_grace_ms - self._clock.now_ms()
        self._arm(left_ms, CloseCode.NOT_AUTHORISED, "the token has expired")

    def _arm(self, delay_ms: int, code: CloseCode, reason: str) -> None:
        """Have the connection closed later, instead of what was armed before."""
        self._disarm()
        self._deadline = self._loop.call_later(delay_ms / 1_000, self.close, code, reason)

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _cut(self) -> None:
        """The peer has read too little for too long: there is no use in a close frame."""
        _log.warning(LogEvent.CONNECTION_CUT, connection=self.id)
        self._services.metrics.outbox_cuts.inc()
        self._socket.close(CloseCode.TOO_SLOW, "reading too slowly")
        self._socket.abort()
        self._inbox.clear()

    async def _end(self) -> None:
        """Leave the desk once it has taken everything that was begun."""
        self._disarm()
        if self._preview_timer is not None:
            self._preview_timer.cancel()
        self._writer.stop()
        try:
            await self._pipeline.wait_shorter(0)
        finally:
            self._leave()

    def _now_ms(self) -> int:
        return int(self._clock.monotonic_ms())


def _nowhere(_answer: Answer) -> None:
    """Nobody waits for it."""
