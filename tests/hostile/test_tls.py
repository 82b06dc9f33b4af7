"""TLS (RFC 7858): what is no TLS, no TLS for us, or stops in the middle; edig says which, and trusts nobody unasked."""

import asyncio
import os
import ssl
import subprocess
import warnings

import pytest

from conftest import NAME

from asking import NO_REPLY, SUCCESS, USAGE, edig, in_all_formats
from messages import GOOD_ADDRESS, framed, reply

ALERT = {"handshake_failure": 40, "protocol_version": 70, "unrecognized_name": 112, "no_application_protocol": 120,
         "internal_error": 80}


async def good(stream):
    while True:
        await stream.reply(reply(await stream.query()))


def failed(host, tls, *options, kinds=("tls",), formats=True):
    """The runs of a question that must end without a reply for one of `kinds`; the reason names the server."""
    arguments = (f"@{host.address}", "www.valid.", "+tls", *tls.trust, *options)
    runs = in_all_formats(*arguments) if formats else {"json": edig(*arguments, "+json")}
    value = runs["json"].json
    assert runs["json"].status == NO_REPLY
    assert value["error"]["kind"] in kinds, value
    assert host.address in value["error"]["text"]
    assert value["server"]["authenticated"] == value["server"].get("tls", {}).get("verified", False)
    assert all(run.seconds < 3 for run in runs.values())
    return runs


def test_good(stage, tls):
    """So that the failures below are known to be the faults' and not the stage's."""
    host = stage.host().tls(good, tls.context("dot"))
    asked = edig(f"@{host.address}", "www.valid.", "+tls", *tls.trust, "+json")
    assert asked.status == SUCCESS
    assert asked.json["answer"][0]["rdata"] == GOOD_ADDRESS
    assert asked.json["server"]["authenticated"] is True
    assert asked.json["server"]["tls"]["version"] == "TLSv1.3"


@pytest.mark.parametrize("key, options", [
    ("RSA", ("-sha256",)), ("RSA", ("-sha512",)), ("RSA", ("-sha384", "-sigopt", "rsa_padding_mode:pss")), ("RSA-PSS", ("-sha256",)),
    ("EC", ("-sha224",)), ("EC", ("-sha384",)), ("ED25519", ()), ("ED448", ())])
def test_certificates_are_signed_by_whatever_tls_lets_sign_them(stage, tmp_path, key, options):
    """RFC 8446 section 4.2.3, RFC 5246 section 7.4.1.4.1: edig has OpenSSL know no other digest by name."""
    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=tmp_path, check=True, capture_output=True)
    curve = ["-pkeyopt", "ec_paramgen_curve:P-384"] if key == "EC" else []
    openssl("genpkey", "-algorithm", key, *curve, "-out", "ca.key")
    openssl("req", "-x509", "-new", "-key", "ca.key", *options, "-subj", "/CN=CA", "-out", "ca.pem")
    openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "key.pem", "-subj", "/CN=server",
            "-out", "request.pem")
    (tmp_path / "extensions").write_text(f"subjectAltName=DNS:{NAME}\n")
    openssl("x509", "-req", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", *options, "-extfile", "extensions",
            "-out", "certificate.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    host = stage.host().tls(good, context)
    asked = edig(f"@{host.address}", "www.valid.", "+tls", f"+tls-ca={tmp_path}/ca.pem", f"+tls-hostname={NAME}", "+json")
    assert asked.status == SUCCESS, asked.json
    assert asked.json["server"]["authenticated"] is True


class TlsBehindHeader:
    """TLS on a stream whose first octets are no TLS."""

    def __init__(self, stream, context):
        self.stream, self.incoming, self.outgoing = stream, ssl.MemoryBIO(), ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_side=True)

    async def do(self, call):
        while True:
            try:
                result = call()
            except ssl.SSLWantReadError:
                result = None
            if self.outgoing.pending:
                await self.stream.send(self.outgoing.read())
            if result is not None:
                return result
            self.incoming.write(await self.stream.reader.read(65536))


@pytest.mark.parametrize("option, header", [
    ("+proxy-plain", "0d0a0d0a000d0a515549540a" "20000000"),
    ("+proxy-plain=192.0.2.7#4321-192.0.2.53", "0d0a0d0a000d0a515549540a" "2111000c" "c0000207c0000235" "10e10000")])
def test_a_proxy_header_may_stand_before_the_handshake(stage, tls, option, header):
    """No server of Debian 12 takes it there: to dnsdist 1.7 it is within."""
    came = []

    async def behind_a_proxy(stream):
        came.append((await stream.reader.readexactly(len(header) // 2)).hex())
        encrypted = TlsBehindHeader(stream, tls.context("dot"))
        await encrypted.do(lambda: encrypted.tls.do_handshake() or True)
        asked = await encrypted.do(lambda: encrypted.tls.read(65535))
        query = stream.host.note(asked[2:], "tls", ())
        await encrypted.do(lambda: encrypted.tls.write(framed(reply(query))))
        await stream.hang()

    host = stage.host().plain(behind_a_proxy, 853)
    asked = edig(option, f"@{host.address}", "www.valid.", "+tls", *tls.trust, "+json")
    assert asked.status == SUCCESS
    assert asked.json["server"]["authenticated"] is True
    assert came == [header]


def test_queries_are_padded(stage, tls):
    """To 128 octets on encrypted transports (RFC 8467 section 4.1), unless +nopadding."""
    host = stage.host().tls(good, tls.context("dot"))
    edig(f"@{host.address}", "+tls", *tls.trust, "+timeout=3", *[f"{'x' * length}.valid." for length in range(1, 60, 6)])
    assert host.queries and all(len(query.wire) % 128 == 0 for query in host.queries)
    assert {query.transport for query in host.queries} == {"tls"}
    assert edig(f"@{host.address}", "+tls", *tls.trust, "+nopadding", "www.valid.").status == SUCCESS
    assert 12 not in host.queries[-1].options


NOT_TLS = {
    "DNS over TCP": framed(b"\0\0\x81\x80" + bytes(8)),
    "HTTP": b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
    "SSH": b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n",
    "escape sequences": b"\x1b]0;owned\x07" * 30,
    "random": os.urandom(300),
    "zeros": bytes(300),
}


@pytest.mark.parametrize("kind", NOT_TLS)
def test_not_tls_at_all(stage, tls, kind):
    async def script(stream):
        await stream.reader.read(1)
        await stream.send(NOT_TLS[kind])
        await stream.hang()
    host = stage.host().plain(script, 853)
    failed(host, tls, formats=kind == "escape sequences", kinds=("tls", "timeout") if kind == "random" else ("tls",))


@pytest.mark.parametrize("name", ALERT)
def test_alerts(stage, tls, name):
    async def script(stream):
        await stream.reader.read(1)
        await stream.send(bytes([21, 3, 3, 0, 2, 2, ALERT[name]]))
        await stream.hang()
    host = stage.host().plain(script, 853)
    runs = failed(host, tls)
    assert name.replace("_", " ").split()[0] in runs["text"].said.lower().replace("_", " ")


@pytest.mark.parametrize("octets", [0, 3, 40])
def test_the_handshake_hangs(stage, tls, octets):
    """After nothing, half a record header, half a record."""
    async def script(stream):
        await stream.reader.read(1)
        await stream.send((bytes([22, 3, 3, 0, 200, 2]) + bytes(100))[:octets])
        await stream.hang()
    host = stage.host().plain(script, 853)
    runs = failed(host, tls, kinds=("timeout", "tls"), formats=False)
    assert "timeout" in runs["json"].json["error"]["kind"] or "TLS" in runs["json"].json["error"]["text"]


@pytest.mark.parametrize("reset", [False, True], ids=["FIN", "RST"])
def test_the_handshake_is_cut_off(stage, tls, reset):
    async def script(stream):
        await stream.reader.read(1)
        if reset:
            stream.reset()
    host = stage.host().plain(script, 853)
    failed(host, tls, kinds=("reset",) if reset else ("tls", "closed"))


def server_hello(version: int) -> bytes:
    """A ServerHello that chooses this version and TLS_RSA_WITH_AES_128_CBC_SHA."""
    hello = bytes([3, version]) + os.urandom(32) + b"\0" + b"\0\x2f" + b"\0"
    handshake = b"\x02" + len(hello).to_bytes(3, "big") + hello
    return bytes([22, 3, version]) + len(handshake).to_bytes(2, "big") + handshake


@pytest.mark.parametrize("version", [0, 1, 2], ids=["SSL 3", "TLS 1.0", "TLS 1.1"])
@pytest.mark.parametrize("insecure", [False, True])
def test_old_versions_are_refused(stage, tls, version, insecure):
    """TLS 1.2 at least (RFC 8310 section 10), even from a server that nobody verifies."""
    async def script(stream):
        await stream.reader.read(1)
        await stream.send(server_hello(version))
        await stream.hang()
    host = stage.host().plain(script, 853)
    runs = failed(host, tls, *(["+tls-insecure"] if insecure else []))
    assert any(word in runs["text"].said.lower() for word in ("version", "protocol"))


def test_a_server_of_tls_1_1_only(stage, tls):
    context = tls.context("dot")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    host = stage.host().tls(good, context)
    failed(host, tls, kinds=("tls", "closed"))
    assert not host.queries


def test_tls_1_2_is_enough(stage, tls):
    context = tls.context("dot")
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    host = stage.host().tls(good, context)
    asked = edig(f"@{host.address}", "www.valid.", "+tls", *tls.trust, "+json")
    assert asked.json["server"]["tls"]["version"] == "TLSv1.2"


def tls_1_2(context, ciphers):
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(ciphers + ":@SECLEVEL=0")
    return context


@pytest.mark.parametrize("cipher", ["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
                                    "ECDHE-ECDSA-CHACHA20-POLY1305"])
def test_cipher_suites_of_tls_1_2(stage, tls, cipher):
    """AEAD with forward secrecy (RFC 9325 section 4.2)."""
    host = stage.host().tls(good, tls_1_2(tls.context("dot"), cipher))
    asked = edig(f"@{host.address}", "www.valid.", "+tls", *tls.trust, "+json")
    assert asked.json["server"]["tls"]["cipher"] == cipher


WEAK = ["ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384"]               # AES-CBC with SHA-1, with SHA-2
WEAK_WITH_RSA = ["AES128-GCM-SHA256", "DHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-SHA256", "AES256-SHA"]


def refusing(context):
    """A server that says why its handshake fails, as all do but asyncio's."""
    async def script(stream):
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        server = context.wrap_bio(incoming, outgoing, server_side=True)
        incoming.write(await stream.reader.read(65536))
        with pytest.raises(ssl.SSLError, match="NO_SHARED_CIPHER"):
            server.do_handshake()
        await stream.send(outgoing.read())
        await stream.hang()
    return script


def refused_for_its_ciphers(host, *options):
    asked = edig(f"@{host.address}", "www.valid.", "+tls", "+json", *options)
    assert asked.status == NO_REPLY
    error = asked.json["error"]
    assert error["kind"] == "tls"
    assert host.address in error["text"] and "cipher suite" in error["text"]
    assert "RFC 9325" in error["hint"]
    assert not host.queries


@pytest.mark.parametrize("cipher", WEAK)
def test_weak_cipher_suites(stage, tls, cipher):
    """A server that has nothing better is not asked, and edig says why; without authentication neither."""
    host = stage.host().plain(refusing(tls_1_2(tls.context("dot"), cipher)), 853)
    refused_for_its_ciphers(host, *tls.trust)
    refused_for_its_ciphers(host, "+tls-insecure")


@pytest.mark.parametrize("cipher", WEAK_WITH_RSA)
def test_weak_cipher_suites_of_an_rsa_key(stage, tmp_path, cipher):
    """No forward secrecy, finite-field Diffie-Hellman, no AEAD."""
    host = stage.host().plain(refusing(tls_1_2(rsa_context(tmp_path), cipher)), 853)
    refused_for_its_ciphers(host, "+tls-insecure")


def test_an_rsa_key_itself_is_good_enough(stage, tmp_path):
    host = stage.host().tls(good, tls_1_2(rsa_context(tmp_path), "ECDHE-RSA-AES128-GCM-SHA256"))
    assert edig(f"@{host.address}", "www.valid.", "+tls", "+tls-insecure").status == SUCCESS


@pytest.mark.parametrize("name", [".good.example", "*", "*.good.example", "", "good example", ".", "good..example",
                                  "-good.example", "x" * 64 + ".example", "good.example/", "good.example:853"])
def test_names_that_no_server_can_prove(stage, tls, name):
    """Said when the option is read, and nothing is sent."""
    host = stage.host().tls(good, tls.context("dot"))
    asked = edig(f"@{host.address}", "www.valid.", "+tls", f"+tls-hostname={name}")
    assert asked.status == USAGE
    assert asked.stdout == b"" and asked.errors.count("\n") == 1 and "+tls-hostname" in asked.errors
    assert host.connections == 0


@pytest.mark.parametrize("name", [NAME, NAME + ".", NAME.upper(), "127.0.0.1"])
def test_names_that_the_server_proves(stage, tls, name):
    """An absolute name is the same name, and an address is one, too."""
    host = stage.host().tls(good, tls.context("dot"))
    asked = edig(f"@{host.address}", "www.valid.", "+tls", tls.trust[0], f"+tls-hostname={name}", "+json")
    assert asked.json["server"]["authenticated"] is True


@pytest.mark.parametrize("protocols", [(), ("h2",), ("http/1.1", "h2")], ids=["none", "h2", "HTTP"])
def test_other_alpn_or_none(stage, tls, protocols):
    """Servers of DoT need not know ALPN (RFC 7858 has none): no overlap is no reason to refuse."""
    host = stage.host().tls(good, tls.context(*protocols))
    asked = edig(f"@{host.address}", "www.valid.", "+tls", *tls.trust, "+json")
    assert asked.status == SUCCESS
    assert asked.json["server"]["authenticated"] is True


def test_nothing_is_asked_before_the_server_is_known(stage, tls):
    """A certificate that does not verify: not one octet of the question leaves."""
    host = stage.host().tls(good, tls.context("dot"))
    for options in ([], [tls.trust[0], "+tls-hostname=other.lab.example"], [tls.trust[0]],
                    ["+tls-pin=" + "A" * 43 + "="]):
        asked = edig(f"@{host.address}", "www.valid.", "+tls", "+json", *options)
        assert asked.status == NO_REPLY
        assert asked.json["error"]["kind"] == "tls"
    assert not host.queries
    assert edig(f"@{host.address}", "www.valid.", "+tls", "+tls-insecure").status == SUCCESS
    assert len(host.queries) == 1


def test_hangs_after_the_handshake(stage, tls):
    async def script(stream):
        await stream.hang()
    host = stage.host().tls(script, tls.context("dot"))
    runs = failed(host, tls, kinds=("timeout",))
    assert runs["json"].json["server"]["tls"]["verified"] is True


@pytest.mark.parametrize("octets", [0, 1, 20])
def test_closes_before_the_reply_is_complete(stage, tls, octets):
    async def script(stream):
        await stream.send(framed(reply(await stream.query()))[:octets] if octets else b"")
    host = stage.host().tls(script, tls.context("dot"))
    arguments = (f"@{host.address}", "www.valid.", "+tls", *tls.trust, "+json")
    asked = edig(*arguments)
    assert asked.status == NO_REPLY
    assert asked.json["error"]["kind"] == ("cut" if octets > 1 else "closed")
    assert octets <= 1 or f"cut after {octets - 2} of " in asked.json["error"]["text"]


def test_cut_off_without_close_notify(stage, tls):
    """An attacker may end the connection, which must not look like a reply."""
    async def script(stream):
        await stream.send(framed(reply(await stream.query()))[:-3])
        await asyncio.sleep(0.05)
        stream.reset()
    host = stage.host().tls(script, tls.context("dot"))
    asked = edig(f"@{host.address}", "www.valid.", "+tls", *tls.trust, "+json")
    assert asked.status == NO_REPLY
    assert asked.json["error"]["kind"] == "reset"


def test_garbage_after_the_handshake(stage, tls):
    """Records that do not decrypt, as when someone on the path changes an octet."""
    async def script(stream):
        await stream.query()
        raw = stream.writer.get_extra_info("socket")
        os.write(raw.fileno(), bytes([23, 3, 3, 0, 40]) + os.urandom(40))
        await stream.hang()
    host = stage.host().tls(script, tls.context("dot"))
    asked = edig(f"@{host.address}", "www.valid.", "+tls", *tls.trust, "+json")
    assert asked.status == NO_REPLY
    assert asked.json["error"]["kind"] in ("tls", "closed")


def test_one_octet_in_each_record(stage, tls):
    async def script(stream):
        for octet in framed(reply(await stream.query())):
            await stream.send(bytes([octet]))
        await stream.hang()
    host = stage.host().tls(script, tls.context("dot"))
    assert edig(f"@{host.address}", "www.valid.", "+tls", *tls.trust, "+timeout=3").status == SUCCESS


def test_replies_in_reverse_order(stage, tls):
    names = [f"n{number}.valid." for number in range(12)]

    async def script(stream):
        queries = [await stream.query() for _ in names]
        for query in reversed(queries):
            await stream.reply(reply(query))
        await stream.hang()
    host = stage.host().tls(script, tls.context("dot"))
    replies = edig(f"@{host.address}", "+tls", *tls.trust, "+json", "+timeout=3", *names).json_lines
    assert [value["answer"][0]["name"] for value in replies] == names
    assert host.connections == 1


def test_endless_post_handshake_messages(stage, tls):
    """Empty records without end (a known way to keep a client busy) do not outlast the timeout."""
    async def script(stream):
        await stream.query()
        while True:
            await stream.send(b"\0\0" * 2000)
    host = stage.host().tls(script, tls.context("dot"))
    failed(host, tls, kinds=("timeout", "malformed", "closed", "tls"), formats=False)


def test_a_certificate_with_escape_sequences(stage, tls, tmp_path):
    """Names in a certificate are foreign text; the reason why it failed may quote them."""
    context, _ = evil_certificate(tmp_path)
    host = stage.host().tls(good, context)
    failed(host, tls)
    edig(f"@{host.address}", "www.valid.", "+tls", "+tls-insecure", "+all")


def evil_certificate(directory):
    from cryptography.hazmat.primitives.asymmetric import ec
    return self_signed(directory, ec.generate_private_key(ec.SECP256R1()), "\x1b]0;owned\x07\nverified\u202e")


def rsa_context(directory):
    from cryptography.hazmat.primitives.asymmetric import rsa
    return self_signed(directory, rsa.generate_private_key(65537, 2048), "rsa")[0]


def self_signed(directory, key, common_name):
    import datetime
    from certificates import key_pem, subject, write
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.serialization import Encoding
    name = subject(common_name)
    now = datetime.datetime.utcnow()
    certificate = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
                   .serial_number(1).not_valid_before(now - datetime.timedelta(1))
                   .not_valid_after(now + datetime.timedelta(1)).sign(key, hashes.SHA256()))
    chain = write(str(directory / "evil.pem"), certificate.public_bytes(Encoding.PEM), key_pem(key))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return context, certificate
