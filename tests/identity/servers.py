"""Small https servers on this machine, for what is fetched."""

import ssl
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.identity.keys import pair

#: What a request is answered: method, path with its query, headers, body -> status, headers, body.
Answer = Callable[[str, str, dict[str, str], bytes], tuple[int, dict[str, str], bytes]]


@contextmanager
def serving(answer: Answer, *, tls: bool = True) -> Iterator[int]:
    """Serves until left; the port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, said = answer(self.command, self.path, dict(self.headers.items()), body)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(said)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

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


def ca_file() -> str:
    """A file with the certificate that the servers show."""
    path = Path(tempfile.gettempdir()) / f"comptoir-tests-{pair('server').certificate.serial_number}.pem"
    path.write_bytes(pair("server").certificate_pem)
    return str(path)


def _wrapped(socket):  # type: ignore[no-untyped-def]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.NamedTemporaryFile(suffix=".pem") as both:
        both.write(pair("server").key_pem + pair("server").certificate_pem)
        both.flush()
        context.load_cert_chain(both.name)
    return context.wrap_socket(socket, server_side=True)
