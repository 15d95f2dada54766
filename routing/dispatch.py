"""Which function carries out which command."""

from typing import assert_never

from routing import acts, buyers, commands, configuration, departures, inviting, supervision
from routing.arrivals import post_buyer_message
from routing.commands import Command
from routing.identity import identify_visitor
from routing.state import DeskState

_PresenceCommand = (
    commands.ConnectAgent | commands.DisconnectAgent | commands.SetPresence | commands.SetLimits
)
_BuyerCommand = (
    commands.ConnectBuyer
    | commands.DisconnectBuyer
    | commands.LeaveAsBuyer
    | commands.IdentifyVisitor
)
_FactsCommand = (
    commands.BlockContact | commands.UnblockContact | commands.SetPrivate | commands.SetPriority
)
_SessionCommand = (
    commands.CloseSession | commands.OpenSession | commands.ClaimSession | commands.LeaveSession
)
_ColleaguesCommand = (
    commands.SendInvitation
    | commands.AcceptInvitation
    | commands.DeclineInvitation
    | commands.StepIn
    | commands.TakeOver
    | commands.Reassign
)


def carry_out(desk: DeskState, command: Command) -> bool:
    """Do what the command says; returns whether settle has something to do afterwards.

    Raises:
        Refused: The command may not be carried out and has changed nothing.
    """
    if isinstance(command, commands.PostBuyerMessage):
        return post_buyer_message(desk, command)
    if isinstance(command, commands.PostAgentMessage):
        acts.post_agent_message(desk, command)
        return False
    if isinstance(command, commands.StartSession):
        return acts.start_session(desk, command)
    if isinstance(command, _BuyerCommand):
        _of_a_buyer(desk, command)
    elif isinstance(command, _SessionCommand):
        _of_a_session(desk, command)
    elif isinstance(command, _PresenceCommand):
        _of_presence(desk, command)
    elif isinstance(command, _FactsCommand):
        _of_facts(desk, command)
    elif isinstance(command, _ColleaguesCommand):
        _of_colleagues(desk, command)
    else:
        _of_the_desk(desk, command)
    return True


def _of_the_desk(desk: DeskState, command: commands.Configure | commands.Restart) -> None:
    match command:
        case commands.Configure():
            configuration.configure(desk, command)
        case commands.Restart():
            configuration.restart(desk)
        case _:
            assert_never(command)


def _of_presence(desk: DeskState, command: _PresenceCommand) -> None:
    match command:
        case commands.ConnectAgent():
            departures.connect_agent(desk, command)
        case commands.DisconnectAgent():
            departures.disconnect_agent(desk, command)
        case commands.SetPresence():
            departures.set_presence(desk, command)
        case commands.SetLimits():
            departures.set_limits(desk, command)
        case _:
            assert_never(command)


def _of_a_buyer(desk: DeskState, command: _BuyerCommand) -> None:
    match command:
        case commands.ConnectBuyer():
            buyers.connect_buyer(desk, command)
        case commands.DisconnectBuyer():
            buyers.disconnect_buyer(desk, command)
        case commands.LeaveAsBuyer():
            buyers.leave_as_buyer(desk, command)
        case commands.IdentifyVisitor():
            identify_visitor(desk, command)
        case _:
            assert_never(command)


def _of_facts(desk: DeskState, command: _FactsCommand) -> None:
    match command:
        case commands.BlockContact():
            buyers.block_contact(desk, command)
        case commands.UnblockContact():
            buyers.unblock_contact(desk, command)
        case commands.SetPrivate():
            buyers.set_private(desk, command)
        case commands.SetPriority():
            buyers.set_priority(desk, command)
        case _:
            assert_never(command)


def _of_a_session(desk: DeskState, command: _SessionCommand) -> None:
    match command:
        case commands.CloseSession():
            acts.close_session(desk, command)
        case commands.OpenSession():
            acts.open_session(desk, command)
        case commands.ClaimSession():
            acts.claim_session(desk, command)
        case commands.LeaveSession():
            acts.leave_session(desk, command)
        case _:
            assert_never(command)


def _of_colleagues(desk: DeskState, command: _ColleaguesCommand) -> None:
    match command:
        case commands.SendInvitation():
            inviting.send_invitation(desk, command)
        case commands.AcceptInvitation():
            inviting.accept_invitation(desk, command)
        case commands.DeclineInvitation():
            inviting.decline_invitation(desk, command)
        case commands.StepIn():
            supervision.step_in(desk, command)
        case commands.TakeOver():
            supervision.take_over(desk, command)
        case commands.Reassign():
            supervision.reassign(desk, command)
        case _:
            assert_never(command)
