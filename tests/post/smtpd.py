"""A mail server of our own on the loopback, which takes mails, refuses them, stalls or hangs up, as it is told."""

import socket
import threading
from collections import deque
from contextlib import suppress
from email import message_from_bytes
from email.message import Message
from typing import IO

# What it does to a connection: take it as a good server does, or fail at this point.
TAKE = "take"
STALL_AT_GREETING = "stall at greeting"
STALL_AT_RECEIVER = "stall at receiver"
REFUSE_FOR_NOW = "refuse for now"
NO_SUCH_RECEIVER = "no such receiver"
REFUSE_TEXT = "refuse text"
HANG_UP_AT_TEXT = "hang up at text"
TAKE_AND_STALL = "take and stall"
TAKE_AND_HANG_UP = "take and hang up"
LONGEST = 30.0


class Smtpd:
    """`mails` are those it has taken, `connections` counts who came. `does` is what it does to the next connections, in turn;
    once that is used up, it takes whatever comes."""

    def __init__(self, *does: str) -> None:
        self.does = deque(does)
        self.mails: list[Message] = []
        self.connections = 0
        self.stop = threading.Event()
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self.listening.getsockname()[1])
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """Nobody is answered any more."""
        self.stop.set()
        with suppress(OSError):
            self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()

    def ids(self) -> list[str]:
        """The Message-IDs of what was taken, in order."""
        return [str(one["Message-ID"]) for one in self.mails]

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                speaker, _address = self.listening.accept()
                self.connections += 1
                does = self.does.popleft() if self.does else TAKE
                threading.Thread(target=self._serve, args=(speaker, does), daemon=True).start()

    def _serve(self, speaker: socket.socket, does: str) -> None:
        with suppress(OSError), speaker, speaker.makefile("rb") as heard:
            if does == STALL_AT_GREETING:
                self.stop.wait(LONGEST)
                return
            self._say(speaker, "220 here")
            for line in heard:
                command = line[:4].upper()
                if command == b"DATA":
                    if not self._take(speaker, heard, does):
                        return
                elif command == b"QUIT":
                    self._say(speaker, "221 bye")
                    return
                elif command == b"RCPT" and does == STALL_AT_RECEIVER:
                    self.stop.wait(LONGEST)
                    return
                elif command == b"RCPT" and does == REFUSE_FOR_NOW:
                    self._say(speaker, "451 later")
                elif command == b"RCPT" and does == NO_SUCH_RECEIVER:
                    self._say(speaker, "550 nobody")
                else:
                    self._say(speaker, "250 well")

    def _take(self, speaker: socket.socket, heard: IO[bytes], does: str) -> bool:
        """Take the text; whether the connection goes on."""
        if does == HANG_UP_AT_TEXT:
            return False
        self._say(speaker, "354 go on")
        lines = []
        for line in heard:
            if line == b".\r\n":
                break
            lines.append(line)
        if does == REFUSE_TEXT:
            self._say(speaker, "554 not this")
            return True
        self.mails.append(message_from_bytes(b"".join(lines)))
        if does == TAKE_AND_HANG_UP:
            return False
        if does == TAKE_AND_STALL:
            self.stop.wait(LONGEST)
            return False
        self._say(speaker, "250 taken")
        return True

    @staticmethod
    def _say(speaker: socket.socket, words: str) -> None:
        speaker.sendall(words.encode() + b"\r\n")
