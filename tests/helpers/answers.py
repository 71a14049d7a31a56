"""A server that says the same to everything, as a Redis in trouble does."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def server_that_says(
    folder: Path, answer: bytes, heard: list[bytes] | None = None
) -> Iterator[str]:
    """Serve on a Unix socket; every packet gets `answer`, or no answer at all if it is empty.

    What was asked is appended to `heard`.
    """
    packets = [] if heard is None else heard

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            while packet := self.request.recv(65_536):
                packets.append(packet)
                self.request.sendall(answer)

    path = str(folder / "says.sock")
    with socketserver.ThreadingUnixStreamServer(path, Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"unix://{path}"
        finally:
            server.shutdown()
            thread.join()
