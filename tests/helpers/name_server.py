"""A DNS server on loopback that answers for TXT as a test tells it to, over UDP and TCP."""

import socketserver
import struct
import threading
from collections.abc import Callable, Sequence
from typing import Self

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

Script = Callable[[dns.message.Message], bytes | None]
"""Makes the bytes of an answer; None: say nothing."""

UDP_BYTES = 1232


class NameServer:
    """Serve `records` by name while in the context, and remember every question.

    A name's record is a sequence of texts, or a `Script`; any other name does not exist.
    """

    def __init__(self) -> None:
        self.records: dict[str, Sequence[bytes] | Script] = {}
        self.questions: list[str] = []
        self._tcp = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _stream_handler(self))
        self.port = int(self._tcp.server_address[1])
        self._udp = socketserver.ThreadingUDPServer(
            ("127.0.0.1", self.port), _datagram_handler(self)
        )
        self._threads = [
            threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
            for server in (self._tcp, self._udp)
        ]

    def answer(self, wire: bytes, most: int) -> bytes | None:
        """The answer to a question; cut, and marked so, where it is longer than `most`."""
        question = dns.message.from_wire(wire)
        name = str(question.question[0].name).rstrip(".").lower()
        self.questions.append(name)
        record = self.records.get(name)
        if callable(record):
            return record(question)
        full = reply(question, record).to_wire(max_size=65_535)
        if len(full) <= most:
            return full
        cut = reply(question, ())
        cut.flags |= dns.flags.TC
        return cut.to_wire()

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for server, thread in zip((self._tcp, self._udp), self._threads, strict=True):
            server.shutdown()
            server.server_close()
            thread.join()


def reply(question: dns.message.Message, texts: Sequence[bytes] | None) -> dns.message.QueryMessage:
    """An answer that holds these texts; None: there is no such name."""
    made = dns.message.make_response(question, recursion_available=True)
    assert isinstance(made, dns.message.QueryMessage)
    if texts is None:
        made.set_rcode(dns.rcode.NXDOMAIN)
    elif texts:
        rows = [" ".join(f'"{_escaped(piece)}"' for piece in _pieces(text)) for text in texts]
        name = question.question[0].name
        made.answer.append(dns.rrset.from_text_list(name, 60, "IN", "TXT", rows))
    return made


def _pieces(text: bytes) -> list[bytes]:
    return [text[start : start + 255] for start in range(0, max(1, len(text)), 255)]


def _escaped(piece: bytes) -> str:
    return "".join(f"\\{byte:03d}" for byte in piece)


def _datagram_handler(server: NameServer) -> type[socketserver.BaseRequestHandler]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            wire, sock = self.request
            if (answer := server.answer(wire, UDP_BYTES)) is not None:
                sock.sendto(answer, self.client_address)

    return Handler


def _stream_handler(server: NameServer) -> type[socketserver.BaseRequestHandler]:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            head = self.request.recv(2)
            if len(head) < 2:
                return
            wire = self.request.recv(struct.unpack("!H", head)[0])
            if (answer := server.answer(wire, 65_535)) is not None:
                self.request.sendall(struct.pack("!H", len(answer)) + answer)

    return Handler
