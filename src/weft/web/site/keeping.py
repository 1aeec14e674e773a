"""Pages kept as bytes while the atlas stays the same, so that most readers cost one look-up."""

import threading
from collections import OrderedDict
from collections.abc import Hashable

LARGEST = 64 * 1024 * 1024  # bytes of all kept answers together, in each process


class Shelf:
    """The newest answers, the oldest forgotten first once they take more room than there is."""

    def __init__(self, room: int = LARGEST) -> None:
        self.room, self._size = room, 0
        self._answers: OrderedDict[Hashable, tuple[bytes, str]] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, key: Hashable) -> tuple[bytes, str] | None:
        """Body and content type, if they are kept."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def keep(self, key: Hashable, body: bytes, kind: str) -> None:
        """Keep an answer; one larger than an eighth of the room is not worth the others."""
        if len(body) > self.room / 8:
            return
        with self._lock:
            if old := self._answers.pop(key, None):
                self._size -= len(old[0])
            self._answers[key] = (body, kind)
            self._size += len(body)
            while self._size > self.room:
                _, (dropped, _) = self._answers.popitem(last=False)
                self._size -= len(dropped)


SHELF = Shelf()
