"""Real servers for the doctor to ask: names (DNS), time (SNTP), and mail with encryption and sign-in."""

import datetime as dt
import ipaddress
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = b"contest", b"a good password"


@contextmanager
def _answering(answer: Callable[[bytes], bytes]) -> Iterator[int]:
    """A UDP server on a free port of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        line.settimeout(0.1)
        stop = threading.Event()

        def serve() -> None:
            while not stop.is_set():
                try:
                    asked, client = line.recvfrom(4096)
                except TimeoutError:
                    continue
                line.sendto(answer(asked), client)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield line.getsockname()[1]
        finally:
            stop.set()
            thread.join()


@contextmanager
def name_server(zone: dict[str, list[str]]) -> Iterator[int]:
    """Knows these TXT records (a text in pieces: with | between) and no other name."""

    def answer(asked: bytes) -> bytes:
        query = dns.message.from_wire(asked)
        question = query.question[0]
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        texts = zone.get(question.name.to_text(omit_final_dot=True).lower())
        if texts is None:
            response.set_rcode(dns.rcode.NXDOMAIN)
        elif texts:
            quoted = [" ".join(f'"{piece}"' for piece in text.split("|")) for text in texts]
            response.answer.append(dns.rrset.from_text(question.name, 60, "IN", "TXT", *quoted))
        return response.to_wire()

    with _answering(answer) as port:
        yield port


@contextmanager
def time_server(ahead: dt.timedelta) -> Iterator[int]:
    """Its clock is so far before ours."""

    def answer(asked: bytes) -> bytes:
        now = dt.datetime.now(dt.UTC) + ahead
        stamp = int((now - dt.datetime(1900, 1, 1, tzinfo=dt.UTC)).total_seconds() * 2**32) % 2**64
        return struct.pack("!BB22x8sQQ", 0x24, 2, asked[40:48], stamp, stamp)

    with _answering(answer) as port:
        yield port


@contextmanager
def mail_server(certificate: Path) -> Iterator[Controller]:
    """Takes nothing before STARTTLS and a sign-in; counts no mail, for none should come."""

    def authenticate(server, session, envelope, mechanism, data) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (USER, PASSWORD), handled=False)

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    class Server(Controller):
        def factory(self) -> SMTP:
            return SMTP(
                self.handler,
                tls_context=context,
                require_starttls=True,
                auth_required=True,
                authenticator=authenticate,
                hostname="mail.test",
            )

        def _trigger_server(self) -> None:
            self.port = self.server.sockets[0].getsockname()[1]
            super()._trigger_server()

    controller = Server(object(), hostname="127.0.0.1", port=0)
    controller.start()
    try:
        yield controller
    finally:
        controller.stop()


def certificate(file: Path) -> Path:
    """Key and certificate of 127.0.0.1, signed by themselves, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    address = x509.SubjectAlternativeName(
        [x509.IPAddress(ipaddress.ip_address("127.0.0.1")), x509.DNSName("contest.test")]
    )
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file
