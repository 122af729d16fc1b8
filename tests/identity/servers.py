"""Small https servers on this machine, for what is fetched."""

import socket
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.identity.keys import pair

#: What a request is answered: method, path with its query, headers, body -> status, headers, body.
Answer = Callable[[str, str, dict[str, str], bytes], tuple[int, dict[str, str], bytes]]


@contextmanager
def serving(answer: Answer, *, tls: bool = True, every: float | None = None) -> Iterator[int]:
    """Serves until left; the port. `every`: a byte at a time, so many seconds apart."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, said = answer(self.command, self.path, dict(self.headers.items()), body)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(said)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            pieces = [said] if every is None else [said[place : place + 1] for place in range(len(said))]
            for piece in pieces:
                time.sleep(every or 0)
                self.wfile.write(piece)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls:
        server.socket = _wrapped(server.socket)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def dripping(part: str) -> Iterator[int]:
    """A server whose answer comes sign by sign, each soon after the last, and never ends: its "headers" or "body"."""
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def drip(opened: socket.socket) -> None:
        with suppress(OSError), _wrapped(opened) as talking:
            talking.recv(65_536)
            head = b"HTTP/1.1 200 OK\r\n"
            talking.sendall(head + (b"X-Odd: " if part == "headers" else b"Content-Length: 900000\r\n\r\n"))
            while not over.wait(0.2):
                talking.sendall(b"x")

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=drip, args=(listening.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        over.set()
        listening.close()


def ca_file() -> str:
    """A file with the certificate that the servers show."""
    path = Path(tempfile.gettempdir()) / f"comptoir-tests-{pair('server').certificate.serial_number}.pem"
    path.write_bytes(pair("server").certificate_pem)
    return str(path)


def _wrapped(opened: socket.socket) -> ssl.SSLSocket:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile(suffix=".pem") as both:
        both.write(pair("server").key_pem + pair("server").certificate_pem)
        both.flush()
        context.load_cert_chain(both.name)
    return context.wrap_socket(opened, server_side=True)
