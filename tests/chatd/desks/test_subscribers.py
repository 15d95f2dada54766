import pytest

from chatd.desks.subscribers import EventFrame
from chatd.protocol.codec import Encoding, encode
from chatd.protocol.events import Beat


@pytest.mark.parametrize("encoding", list(Encoding))
def test_event_is_encoded_once_however_many_get_it(encoding: Encoding) -> None:
    beat = Beat(at_ms=7)
    frame = EventFrame(beat)
    assert frame.payload(encoding) is frame.payload(encoding)
    assert frame.payload(encoding) == encode(beat, encoding)
