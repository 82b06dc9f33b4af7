"""edig +services +connect: certificates of mail and web servers against TLSA records and CAs, the MTA-STS policy, and
whom edig connects to. What posttls-finger (Postfix) makes of the same exchanges is the second opinion."""

import asyncio
import hashlib
import itertools
import shutil
import signal
import socket
import ssl
import subprocess
import time

import certificates
import pytest
from asking import start, finish
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from mail_server import mail
from mail_world import A, AAAA, CNAME, DOMAIN, MX, TLSA, MailWorld, strings
from messages import name
from test_visits import ok

MAIL, WEB, POLICY = "mx." + DOMAIN, "www." + DOMAIN, "mta-sts." + DOMAIN
TLSA_OF_MAIL, TLSA_OF_WEB = "_25._tcp." + MAIL, "_443._tcp." + WEB
SVCB = 64
FINGER = shutil.which("posttls-finger") or shutil.which("posttls-finger", path="/usr/sbin")
AS_SOMEBODY = ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"]


@pytest.fixture
def world(stage, tmp_path):
    return MailWorld(stage, tmp_path)


class Shown:
    """The certificate of a host below lab.example, with its CA's behind it, and what TLSA records of them hold."""

    def __init__(self, maker, host, problem=""):
        made = maker.issue(host.removesuffix("." + certificates.DOMAIN), problem=problem)
        with open(made.chain, "rb") as chain, open(maker.ca_file, "rb") as authority:
            leaf, above = chain.read(), authority.read()
        self.leaf, self.authority = x509.load_pem_x509_certificate(leaf), x509.load_pem_x509_certificate(above)
        with open(made.chain + ".chain", "wb") as file:
            file.write(leaf + above)
        self.made = made

    def context(self, *protocols):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.made.chain + ".chain", self.made.key)
        if protocols:
            context.set_alpn_protocols(list(protocols))
        return context

    def tlsa(self, usage, selector, matching):
        certificate = self.leaf if usage in (1, 3) else self.authority
        data = (certificate.public_bytes(Encoding.DER) if selector == 0 else
                certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
        digested = [lambda: data, hashlib.sha256(data).digest, hashlib.sha512(data).digest][matching]()
        return bytes([usage, selector, matching]) + digested


@pytest.fixture(scope="module")
def maker(tmp_path_factory):
    return certificates.CertificateMaker(str(tmp_path_factory.mktemp("connect")))


class Trusting:
    """As the fixture `tls`, for the module's CA."""

    def __init__(self, maker):
        self.trust = ("+tls-ca=" + maker.ca_file,)


@pytest.fixture
def trusted(maker):
    return Trusting(maker)


def application(services, wanted):
    return next(each for each in services["applications"] if each["application"] == wanted)


def kinds(services, wanted):
    return [finding["kind"] for finding in application(services, wanted)["findings"]]


def state(services, wanted):
    return application(services, wanted)["state"]


def spoilt(record):
    return record[:3] + bytes(octet ^ 255 for octet in record[3:])


def finger(host):
    """Whether Postfix's client, which does DANE, takes the exchange for the right one."""
    command = [*AS_SOMEBODY, FINGER, "-c", "-t", "5", "-T", "5", "-l", "dane", f"[{host}]"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout + done.stderr


# Of a certificate: what a record that is for it comes to, by usage (RFC 7671 section 5, RFC 7672 section 3.1).
EXPECTED = {("", 2): "works", ("", 3): "works", ("expired", 3): "works", ("wrong-name", 3): "works",
            ("expired", 2): "dane-certificate-expired", ("wrong-name", 2): "dane-certificate-other-name"}


@pytest.mark.parametrize("problem", ["", "expired", "wrong-name"])
@pytest.mark.parametrize("numbers", itertools.product((2, 3), (0, 1), (0, 1, 2)))
def test_mail_dane(world, maker, trusted, problem, numbers):
    shown = Shown(maker, MAIL, problem)
    world.exchange(MAIL, mail(shown.context()))
    world.put(TLSA_OF_MAIL, TLSA, shown.tlsa(*numbers))
    services = world.services(trusted)
    expected = EXPECTED[problem, numbers[0]]
    dane = application(services, "dane")
    assert (dane["state"] if expected == "works" else dane["cause"]) == expected
    if expected != "works":
        assert dane["state"] == "broken" and "dane-no-exchange-usable" in kinds(services, "dane")
    if FINGER:
        assert (dane["state"] == "works") == ("Verified TLS connection established" in finger(MAIL))


@pytest.mark.parametrize("numbers", itertools.product((2, 3), (0, 1), (1, 2)))
def test_mail_dane_of_another_certificate(world, maker, trusted, numbers):
    shown = Shown(maker, MAIL)
    world.exchange(MAIL, mail(shown.context()))
    world.put(TLSA_OF_MAIL, TLSA, spoilt(shown.tlsa(*numbers)))
    services = world.services(trusted)
    assert application(services, "dane")["cause"] == "dane-certificate-differs"
    if FINGER:
        assert "Verified TLS connection established" not in finger(MAIL)


@pytest.mark.skipif(not shutil.which("danetool"), reason="danetool is not here")
@pytest.mark.parametrize("options", [[], ["--x509"], ["--hash", "sha512"], ["--ca"]])
def test_records_of_danetool(world, maker, trusted, options):
    """As GnuTLS makes them."""
    shown = Shown(maker, MAIL)
    file = maker.ca_file if "--ca" in options else shown.made.chain
    made = subprocess.run(["danetool", "--tlsa-rr", "--host", MAIL, "--load-certificate", file, "--port", "25", *options],
                          capture_output=True, text=True, check=True).stdout
    *numbers, data = made.split("(")[1].split(")")[0].split()
    record = bytes(int(number, 16) for number in numbers) + bytes.fromhex(data)
    world.exchange(MAIL, mail(shown.context()))
    world.put(TLSA_OF_MAIL, TLSA, record)
    assert record[0] == (2 if "--ca" in options else 3)
    assert state(world.services(trusted), "dane") == "works", made


@pytest.mark.parametrize("usage", [0, 1])
def test_usages_of_cas_do_not_count_between_mail_servers(world, maker, trusted, usage):
    shown = Shown(maker, MAIL)
    world.exchange(MAIL, mail(shown.context()))
    world.put(TLSA_OF_MAIL, TLSA, shown.tlsa(usage, 1, 1))
    services = world.services(trusted)
    assert kinds(services, "dane") == ["dane-usage-not-for-mail", "dane-no-record-usable"]
    assert state(services, "dane") == "weakened"


def test_roll_over(world, maker, trusted):
    """3 1 1 of the new key and of the old, 2 1 1 of the CA (RFC 7671 section 8)."""
    shown = Shown(maker, MAIL)
    world.exchange(MAIL, mail(shown.context()))
    world.put(TLSA_OF_MAIL, TLSA, *sorted([shown.tlsa(2, 1, 1), spoilt(shown.tlsa(3, 1, 1))]))
    services = world.services(trusted)
    assert state(services, "dane") == "works" and kinds(services, "dane") == ["dane-record-without-certificate"]
    visit = services["connection"]["visits"][0]
    assert {each["record"]: each["outcome"] for each in visit["tlsa"]} == {"2 1 1": "proves", "3 1 1": "differs"}


def test_bogus_tlsa_is_not_absent(world, maker, trusted):
    shown = Shown(maker, MAIL)
    world.exchange(MAIL, mail(shown.context()))
    world.put(TLSA_OF_MAIL, TLSA, shown.tlsa(3, 1, 1))
    world.bogus.add((name(TLSA_OF_MAIL), TLSA))
    services = world.services(trusted)
    assert kinds(services, "dane") == ["dane-tlsa-failed", "dane-no-exchange-usable"]
    assert state(services, "dane") == "broken"


def test_tlsa_that_fails_is_not_absent(world, maker, trusted):
    world.exchange(MAIL, mail(Shown(maker, MAIL).context()))
    world.failing.add((name(TLSA_OF_MAIL), TLSA))
    services = world.services(trusted)
    assert kinds(services, "dane")[0] == "dane-tlsa-failed"
    assert state(services, "dane") in ("broken", "not-evaluated")


def test_without_tlsa(world, maker, trusted):
    world.exchange(MAIL, mail(Shown(maker, MAIL).context()))
    services = world.services(trusted)
    assert (state(services, "dane"), state(services, "mail-tls")) == ("not-used", "works")


def test_insecure_tlsa_is_not_asked_for(world, maker, trusted):
    shown = Shown(maker, MAIL)
    world.unsigned.add(name(DOMAIN))
    world.exchange(MAIL, mail(shown.context()))
    world.put(TLSA_OF_MAIL, TLSA, spoilt(shown.tlsa(3, 1, 1)))
    services = world.services(trusted)
    assert kinds(services, "dane") == ["dane-mx-insecure"] and state(services, "dane") == "not-used"
    assert not any(query.rdtype == TLSA and query.labels[0] == "_25" for query in world.resolver.queries)


def test_one_exchange_of_two(world, maker, trusted):
    """Senders go to the other."""
    for host, change in ((MAIL, spoilt), ("mx2." + DOMAIN, lambda record: record)):
        shown = Shown(maker, host)
        world.exchange(host, mail(shown.context()))
        world.put("_25._tcp." + host, TLSA, change(shown.tlsa(3, 1, 1)))
    services = world.services(trusted)
    assert state(services, "dane") == "weakened"
    assert application(services, "dane")["cause"] == "dane-certificate-differs"


def test_no_starttls(world, maker, trusted):
    shown = Shown(maker, MAIL)
    world.exchange(MAIL, mail(shown.context(), capabilities=b"250-mx\r\n250 SIZE\r\n"))
    services = world.services(trusted)
    assert (kinds(services, "mail-tls"), state(services, "mail-tls")) == (["mail-in-the-clear"], "weakened")
    world.put(TLSA_OF_MAIL, TLSA, shown.tlsa(3, 1, 1))
    services = world.services(trusted)
    assert application(services, "dane")["cause"] == "mail-starttls-missing" and state(services, "dane") == "broken"


def policy(*exchanges, mode=b"enforce"):
    return (b"version: STSv1\r\nmode: " + mode + b"\r\n" +
            b"".join(b"mx: " + each.encode() + b"\r\n" for each in exchanges) + b"max_age: 2419200\r\n")


def says(response):
    async def script(stream):
        await stream.reader.readuntil(b"\r\n\r\n")
        for part in response if isinstance(response, list) else [response]:
            await stream.send(part)
            if isinstance(response, list):
                await asyncio.sleep(0.2)

    return script


def serve_policy(world, maker, response, problem=""):
    return world.policy(says(response), Shown(maker, POLICY, problem).context("http/1.1"))


def test_policy_that_holds(world, maker, trusted):
    world.exchange(MAIL, mail(Shown(maker, MAIL).context()))
    serve_policy(world, maker, ok(policy(MAIL)))
    services = world.services(trusted)
    assert (state(services, "mta-sts"), kinds(services, "mta-sts")) == ("works", [])
    assert services["connection"]["mta_sts_policy"] == {"mode": "enforce", "mx": [MAIL], "max_age": 2419200}


@pytest.mark.parametrize("mode, expected", [
    (b"enforce", ("broken", ["mta-sts-mx-certificate"])),
    (b"testing", ("weakened", ["mta-sts-mode-testing", "mta-sts-mx-certificate-tested"])),
    (b"none", ("works", ["mta-sts-mode-none"]))])
def test_policy_with_a_bad_certificate_of_the_exchange(world, maker, trusted, mode, expected):
    world.exchange(MAIL, mail(Shown(maker, MAIL, "expired").context()))
    serve_policy(world, maker, ok(policy(MAIL, mode=mode)))
    services = world.services(trusted)
    assert (state(services, "mta-sts"), kinds(services, "mta-sts")) == expected


@pytest.mark.parametrize("exchanges, expected", [
    (["*." + DOMAIN], ("works", [])), (["other." + DOMAIN], ("broken", ["mta-sts-mx-not-listed"])),
    (["*.lab.example"], ("broken", ["mta-sts-mx-not-listed"]))])
def test_policy_and_its_exchanges(world, maker, trusted, exchanges, expected):
    world.exchange(MAIL, mail(Shown(maker, MAIL).context()))
    serve_policy(world, maker, ok(policy(*exchanges)))
    services = world.services(trusted)
    assert (state(services, "mta-sts"), kinds(services, "mta-sts")) == expected


@pytest.mark.parametrize("response, kind", [
    (b"HTTP/1.1 301 Moved\r\nLocation: https://www.lab.example/\r\nContent-Length: 0\r\n\r\n", "mta-sts-policy-redirect"),
    (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "mta-sts-policy-status"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n", "mta-sts-policy-unreadable"),
    (b"SSH-2.0\r\n", "mta-sts-policy-unreadable"),
], ids=["redirect", "missing", "oversized", "no HTTP"])
def test_policy_that_cannot_be_had(world, maker, trusted, response, kind):
    world.exchange(MAIL, mail(Shown(maker, MAIL, "expired").context()))
    serve_policy(world, maker, response)
    services = world.services(trusted, "+deadline=4")
    assert (state(services, "mta-sts"), kinds(services, "mta-sts")) == ("broken", [kind])


def test_policy_that_is_late_is_nobodys_fault(world, maker, trusted):
    """Senders wait for a minute (RFC 8461 section 3.3), and the line from here may be the slow one."""
    serve_policy(world, maker, [b"HTTP/1.1 200 OK\r\n"] + [b"X: y\r\n"] * 1000)
    services = world.services(trusted, "+deadline=4")
    assert (state(services, "mta-sts"), kinds(services, "mta-sts")) == ("not-evaluated", ["mta-sts-policy-no-reply"])


def test_handshakes_that_get_lost_are_nobodys_fault(world, trusted):
    world.put("_" + POLICY, 16, strings("v=STSv1; id=1;"))
    for owner in POLICY, DOMAIN:
        world.host(owner).plain(hang, port=443)
    services = world.services(trusted, "+deadline=3")
    assert (state(services, "mta-sts"), kinds(services, "mta-sts")) == ("not-evaluated", ["mta-sts-policy-no-reply"])
    assert kinds(services, "web-tls") == ["web-not-reached"]
    assert {each["outcome"] for each in services["connection"]["visits"] if each["port"] == 443} == {"no-reply"}


def test_an_exchange_that_hangs_up_may_do_so_to_this_machine(world, maker, trusted):
    async def hang_up(stream):
        await stream.send(b"220 mx.shop.example ESMTP\r\n")
    world.exchange(MAIL, hang_up)
    world.put(TLSA_OF_MAIL, TLSA, Shown(maker, MAIL).tlsa(3, 1, 1))
    services = world.services(trusted)
    assert (state(services, "mail-tls"), kinds(services, "mail-tls")) == ("not-evaluated", ["mail-not-reached"])
    assert state(services, "dane") == "not-evaluated"


@pytest.mark.parametrize("problem", ["expired", "wrong-name", "unknown-issuer"])
def test_policy_from_a_server_with_a_bad_certificate_is_none(world, maker, trusted, problem):
    world.exchange(MAIL, mail(Shown(maker, MAIL, "expired").context()))
    serve_policy(world, maker, ok(policy(MAIL)), problem)
    services = world.services(trusted)
    assert (state(services, "mta-sts"), kinds(services, "mta-sts")) == ("broken", ["mta-sts-policy-certificate"])
    assert "mta_sts_policy" not in services["connection"]


def test_policy_over_another_http_is_not_judged(world, maker, trusted):
    """RFC 8461 section 3.3 asks for HTTPS, and does not say which version; edig speaks HTTP/1.1 and HTTP/2 there."""
    # Python's servers go on without a protocol in common: the alert is made octet by octet.
    async def alert(stream):
        await stream.reader.read(5)
        await stream.send(b"\x15\x03\x03\x00\x02\x02\x78")
        await stream.hang()

    world.put("_" + POLICY, 16, strings("v=STSv1; id=1;"))
    world.host(POLICY).plain(alert, port=443)
    services = world.services(trusted)
    assert (state(services, "mta-sts"), kinds(services, "mta-sts")) == ("not-evaluated", ["mta-sts-policy-other-http"])


@pytest.mark.parametrize("dane, certificate, expected", [
    ("right", "", ([], [])),
    ("wrong", "", (["dane-certificate-differs", "dane-before-mta-sts", "dane-no-exchange-usable"], [])),
    ("right", "expired", ([], ["mta-sts-mx-certificate", "mta-sts-after-dane"])),
    ("bogus", "", (["dane-tlsa-failed", "dane-no-exchange-usable", "dane-before-mta-sts"], [])),
])
def test_dane_goes_first(world, maker, trusted, dane, certificate, expected):
    """A policy that holds does not make up for DANE that fails (RFC 8461 section 2)."""
    shown = Shown(maker, MAIL, certificate)
    world.exchange(MAIL, mail(shown.context()))
    world.put(TLSA_OF_MAIL, TLSA, spoilt(shown.tlsa(3, 1, 1)) if dane == "wrong" else shown.tlsa(3, 1, 1))
    if dane == "bogus":
        world.bogus.add((name(TLSA_OF_MAIL), TLSA))
    serve_policy(world, maker, ok(policy(MAIL)))
    services = world.services(trusted)
    assert (kinds(services, "dane"), kinds(services, "mta-sts")) == expected
    assert (state(services, "dane") == "works") == (not expected[0])
    assert (state(services, "mta-sts") == "works") == (not expected[1])


async def hang(stream):
    await stream.hang()


@pytest.mark.parametrize("problem, usage, expected", [
    ("", 0, ([], [])), ("", 1, ([], [])), ("", 2, ([], [])), ("", 3, ([], [])),
    ("expired", 0, (["web-certificate"], ["dane-certificate-expired"])),
    ("expired", 1, (["web-certificate"], ["dane-certificate-expired"])),
    ("expired", 2, (["web-certificate"], ["dane-certificate-expired"])),
    ("expired", 3, (["web-certificate"], [])),
    ("wrong-name", 1, (["web-certificate"], ["dane-certificate-other-name"])),
    ("wrong-name", 3, (["web-certificate"], [])),
])
def test_web(world, maker, trusted, problem, usage, expected):
    shown = Shown(maker, WEB, problem)
    world.host(WEB).https(hang, shown.context("h2"))
    world.put(TLSA_OF_WEB, TLSA, shown.tlsa(usage, 1, 1))
    services = world.services(trusted)
    assert (kinds(services, "web-tls"), kinds(services, "dane-https")) == expected


def test_web_of_a_ca_that_nobody_knows(world, maker, trusted):
    """Usages 0 and 1 ask for a CA that clients know as well; 3 does not."""
    shown = Shown(maker, WEB, "unknown-issuer")
    world.host(WEB).https(hang, shown.context())
    world.put(TLSA_OF_WEB, TLSA, shown.tlsa(1, 1, 1))
    services = world.services(trusted)
    assert kinds(services, "dane-https") == ["dane-certificate-untrusted"]


def test_web_behind_an_alias_is_seen_by_both_names(world, maker, trusted):
    """Who goes by TLSA records asks by the base domain (RFC 7671 section 7), browsers by the host."""
    shown = Shown(maker, WEB)
    world.put(WEB, CNAME, name("cdn.lab.example"))
    world.host("cdn.lab.example").https(hang, shown.context())
    world.put("_443._tcp.cdn.lab.example", TLSA, shown.tlsa(3, 1, 1))
    services = world.services(trusted)
    assert [each.get("sni") for each in services["connection"]["visits"]] == [None, "cdn.lab.example."]
    assert (state(services, "web-tls"), state(services, "dane-https")) == ("works", "works")


@pytest.mark.parametrize("problem, expected", [("", []), ("wrong-name", ["ddr-certificate"])])
def test_designated_resolver(world, maker, trusted, problem, expected):
    shown = Shown(maker, DOMAIN, problem)
    world.host("dns." + DOMAIN).https(hang, shown.context("h2"))
    path = b"/q{?dns}"
    designation = (b"\0\1" + name("dns." + DOMAIN) + b"\0\1\0\3\2h2" + b"\0\7" + len(path).to_bytes(2, "big") + path)
    over_tls = b"\0\2" + name("dns." + DOMAIN) + b"\0\1\0\4\3dot"
    world.put("_dns." + DOMAIN, SVCB, designation, over_tls)
    services = world.services(trusted)
    assert kinds(services, "resolver") == [*expected, "ddr-not-checked"]
    assert state(services, "resolver") == ("broken" if expected else "works")


def test_nobody_is_led_to_special_addresses(world, maker, trusted, stage):
    """Names lead to loopback, where servers wait: they stay alone."""
    hosts = [stage.host(), stage.host("127.0.0.9")]
    for host in hosts:
        host.plain(hang, port=25)
        host.plain(hang, port=443)
    world.put(DOMAIN, MX, b"\0\x0a" + name(MAIL))
    for owner in (MAIL, WEB, POLICY):
        world.put(owner, A, *(socket.inet_aton(host.address) for host in hosts))
        world.put(owner, AAAA, socket.inet_pton(socket.AF_INET6, "::1"))
    world.put("_" + POLICY, 16, strings("v=STSv1; id=1;"))
    run = world.run(trusted, "+json")
    services = run.json["services"]
    assert [host.connections for host in hosts] == [0, 0]
    assert {each["outcome"] for each in services["connection"]["visits"]} == {"special-address"}
    assert "connecting" not in run.errors
    assert kinds(services, "mail-tls") == ["connect-special-address"] * 3


def test_ask_special_is_about_name_servers_alone(world, trusted, stage):
    host = stage.host().plain(hang, port=443)
    world.put(WEB, A, socket.inet_aton(host.address))
    world.services(trusted, "+ask-special")
    assert host.connections == 0


def test_family(world, maker, trusted):
    shown = Shown(maker, MAIL)
    host = world.exchange(MAIL, mail(shown.context()))
    sixth = world.host(MAIL, version=6).plain(mail(shown.context()), port=25)
    services = world.services(trusted, "-4")
    assert [each["outcome"] for each in services["connection"]["visits"]] == ["no-route", "seen"]
    assert (host.connections, sixth.connections) == (1, 0)
    assert state(services, "mail-tls") == "works"


def test_without_the_option_nobody_is_connected_to(world, maker, trusted):
    host = world.exchange(MAIL, mail(Shown(maker, MAIL).context()))
    services = world.services(trusted, "+noconnect")
    assert host.connections == 0 and "connection" not in services
    assert not any(each["application"] in ("mail-tls", "web-tls") for each in services["applications"])


def test_edig_says_to_whom_it_connects(world, maker, trusted):
    host = world.exchange(MAIL, mail(Shown(maker, MAIL).context()))
    run = world.run(trusted)
    assert run.errors == f"edig: connecting to {MAIL} ({host.address}) port 25\n"
    assert f"{MAIL} ({host.address}), port 25: its certificate holds" in run.text
    japanese = world.run(trusted, "+lang=ja")
    assert f"{MAIL}（{host.address}）ポート 25：証明書は有効" in japanese.text


def test_the_deadline_counts(world, trusted):
    world.exchange(MAIL, hang)
    started = time.monotonic()
    services = world.services(trusted, "+deadline=2")
    assert time.monotonic() - started < 15
    assert kinds(services, "mail-tls") == ["mail-not-reached"] and state(services, "mail-tls") == "not-evaluated"


def test_whom_no_time_is_left_for_is_told(world, trusted):
    """64 at a time; behind them, when time is up, nobody is connected to."""
    hosts = [f"mx{number}.{DOMAIN}" for number in range(18)]
    world.put(DOMAIN, MX, *(number.to_bytes(2, "big") + name(host) for number, host in enumerate(hosts)))
    late = []
    for host in hosts:
        addresses = [world.address() for _ in range(4)]
        world.put(host, A, *(socket.inet_aton(address) for address in addresses))
        late += [world.stage.host(address).plain(hang, port=25) for address in addresses]
    services = world.services(trusted, "+deadline=3")
    outcomes = [each["outcome"] for each in services["connection"]["visits"]]
    assert outcomes == ["no-reply"] * 64 + ["no-time"] * 8
    assert [host.connections for host in late].count(0) == 8
    assert "connect-no-time" in kinds(services, "mail-tls")


def test_an_interrupt_ends_it(world, trusted):
    host = world.exchange(MAIL, hang)
    started = time.monotonic()
    process = start("@127.0.0.1", "+services", "+connect", *world.trust(), DOMAIN)
    while host.connections == 0 and time.monotonic() - started < 20:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    sent = time.monotonic()
    run = finish(process, started, 60)
    assert run.status == -signal.SIGINT and run.stdout == b"" and time.monotonic() - sent < 5


def test_what_servers_say_is_foreign(world, trusted):
    world.exchange(MAIL, mail(None, greeting="554 \x1b[31mgo \u202eaway\r\n".encode()))
    for arguments in ((), ("+json",), ("+lang=ja",)):
        world.run(trusted, *arguments)
    services = world.services(trusted)
    assert kinds(services, "mail-tls") == ["mail-refuses-us"]


def test_many_exchanges(world, trusted):
    """Of 200 the first 32, all at once."""
    world.exchanges = [(10 + number).to_bytes(2, "big") + name(f"mx{number}.{DOMAIN}") for number in range(200)]
    world.put(DOMAIN, MX, *world.exchanges)
    for number in range(200):
        world.put(f"mx{number}.{DOMAIN}", A, *(socket.inet_aton(f"8.8.4.{number}") for number in range(1, 20)))
    services = world.services(trusted, limit=100)
    assert len(services["connection"]["visits"]) <= 32 * 4
