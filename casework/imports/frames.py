"""How the child speaks to its parent: a byte for the kind, four for the length, then the payload."""

import json

MESSAGE, LINES = b"M", b"L"
LARGEST = 64 * 1024 * 1024


class Writer:
    """Write frames to a binary stream."""

    def __init__(self, stream):
        self.stream = stream

    def say(self, **message) -> None:
        """Send a JSON message."""
        self._frame(MESSAGE, json.dumps(message).encode())

    def lines(self, text: str) -> None:
        """Send COPY lines, the last without its line end."""
        self._frame(LINES, (text + "\n").encode("utf-8", "replace"))

    def flush(self) -> None:
        """Push what is buffered to the parent."""
        self.stream.flush()

    def _frame(self, kind: bytes, payload: bytes) -> None:
        self.stream.write(kind + len(payload).to_bytes(4, "big"))
        self.stream.write(payload)


class Splitter:
    """Cut a stream of bytes into frames as it arrives."""

    def __init__(self):
        self.held = bytearray()

    def feed(self, piece: bytes):
        """Yield (kind, payload) of every frame complete so far.

        Raises:
            ValueError: when what arrives is no frame.
        """
        self.held += piece
        while len(self.held) >= 5:
            length = int.from_bytes(self.held[1:5], "big")
            kind = bytes(self.held[:1])
            if kind not in (MESSAGE, LINES) or length > LARGEST:
                raise ValueError("not a frame")
            if len(self.held) < 5 + length:
                return
            payload = bytes(self.held[5 : 5 + length])
            del self.held[: 5 + length]
            yield kind, payload
