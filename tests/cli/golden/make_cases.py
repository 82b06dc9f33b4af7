#!/usr/bin/python3
"""Writes the crafted cases beside this file: replies that no real server can be made to send alike twice.

Run it after a change here, then `test_golden.py --update`. The layout of a case is in ../replay.cc.
"""
import struct
from pathlib import Path

import dns.edns
import dns.flags
import dns.message
import dns.rrset

FOLDER = Path(__file__).parent
CLIENT_COOKIE = bytes.fromhex("5d599f31b9cf7810")
SERVER_COOKIE = bytes.fromhex("010000006a5d2c10a1b2c3d4e5f60718")


def ede(code, text=b""):
    return dns.edns.GenericOption(15, struct.pack("!H", code) + text)


def option(code, data):
    return dns.edns.GenericOption(code, data)


def records(section, lines):
    for line in lines:
        owner, ttl, cls, rtype, rdata = line.split(None, 4)
        section.append(dns.rrset.from_text(owner, int(ttl), cls, rtype, rdata))


def query(question, want_dnssec=False):
    owner, rtype, *cls = question.split()
    message = dns.message.make_query(owner, rtype, cls[0] if cls else "IN", want_dnssec=want_dnssec, use_edns=0,
                                     payload=1232, options=[option(10, CLIENT_COOKIE)], id=0x1a2b)
    message.flags |= dns.flags.AD
    return message


def reply(sent, rcode=0, flags="qr rd ra", answer=(), authority=(), additional=(), options=(), edns=True, cookie=True):
    message = dns.message.make_response(sent)
    message.flags = dns.flags.from_text(flags)
    records(message.answer, answer)
    records(message.authority, authority)
    records(message.additional, additional)
    if edns:
        own = [option(10, CLIENT_COOKIE + SERVER_COOKIE)] if cookie else []
        message.use_edns(0, sent.ednsflags, 1232, options=[*own, *options])
    else:
        message.use_edns(-1)
    message.set_rcode(rcode)
    return message.to_wire(max_size=65535)


def case(name, question, comment, also=(), want_dnssec=False, wire=None, replied=True, **parts):
    meta = {key: parts.pop(key) for key in list(parts)
            if key in ("server", "ms", "error", "attempt", "tls", "http", "dropped", "traffic", "without_edns")}
    sent = query(question, want_dnssec)
    lines = [f"# {comment}", f"question: {question}"]
    for key, value in meta.items():
        lines += [f"{key}: {entry}" for entry in (value if isinstance(value, list) else [value])]
    lines += [f"sent: {sent.to_wire().hex()}"]
    if replied and "error" not in meta:
        lines += [f"reply: {(wire or reply(sent, **parts)).hex()}"]
    lines += [f"also: {entry}" for entry in also]
    (FOLDER / f"{name}.case").write_text("\n".join(lines) + "\n")


SOA = "example. 900 IN SOA ns1.example. hostmaster.example. 2026112201 7200 3600 1209600 300"
SIGNATURE = "13 2 20 20261201000000 20261101000000 34505 example. " + "A" * 86 + "=="
KEY = "mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ=="


def main():
    case("servfail-ede", "www.broken.example. A", "A bogus zone: the reason edig exists", rcode=2,
         options=[ede(9, b"no SEP matching the DS found for broken.example.")],
         also=["all = +all", "json-all = +json +all", "json-ja = +json +lang=ja", "colour = +colour",
               "narrow = +columns=60", "narrow-ja = +lang=ja +columns=60", "dig-noall = +dig +noall +answer"])
    case("servfail-tls", "www.broken.example. A", "The same over an authenticated channel", rcode=2,
         server="192.0.2.53 853 tls dns.example", ms="12.4 35.2", tls="TLSv1.3 TLS_AES_256_GCM_SHA384 verified",
         options=[ede(9, b"no SEP matching the DS found for broken.example.")])
    case("servfail-insecure", "www.broken.example. A", "Encrypted, but anyone may have answered", rcode=2,
         server="192.0.2.53 443 https dns.example", ms="12.4 35.2", http=200,
         tls="TLSv1.3 TLS_AES_256_GCM_SHA384 self-signed certificate",
         options=[ede(9, b"no SEP matching the DS found for broken.example.")])
    case("servfail-bare", "www.broken.example. A", "A failure without a reason", rcode=2)
    case("several-ede", "many.example. A", "Several, registered and not", rcode=2, ms="812",
         options=[ede(22), ede(23, b"[192.0.2.1] rcode=REFUSED for many.example A"), ede(33), ede(50000, b"x"),
                  ede(777)])
    case("hostile-ede", "hostile.example. A", "EXTRA-TEXT that would forge lines and colours", rcode=2,
         options=[ede(9, b"a\x1b[31mred\x1b]0;title\x07\r\n;; ->>HEADER<<- opcode: QUERY, status: NOERROR\nNOERROR\x00 "
                         b"\xe2\x80\xae\xe2\x80\xa8\xc2\x9b \xff\xfe \\ \"quoted\") (fine\x7f\x00"),
                  ede(3, "日本語の説明 é".encode())])
    case("huge-ede", "huge.example. A", "60 kB of EXTRA-TEXT", rcode=2, server="192.0.2.53 53 tcp",
         options=[ede(23, b"x" * 60000)])
    case("malformed-ede", "short.example. A", "An EDE option without an INFO-CODE", rcode=2,
         options=[option(15, b"\x00")])
    case("chain", "www.example. A", "A chain of aliases, and the server says that it validated", flags="qr rd ra ad",
         ms="1.9", answer=["www.example. 300 IN CNAME www.cdn.example.net.",
                           "www.cdn.example.net. 60 IN CNAME edge7.cdn.example.net.",
                           "edge7.cdn.example.net. 20 IN A 192.0.2.1", "edge7.cdn.example.net. 20 IN A 192.0.2.2"],
         also=["all = +all", "json-all = +json +all", "answer = +noall +answer", "dig-answer = +dig +noall +answer",
               "dig-units = +dig +ttlunits +nocomments", "dig-nottlid = +dig +nottlid",
               "dig-noclass = +dig +noclass", "dig-bare = +dig +nottlid +noclass", "dig-multiline = +dig +multiline",
               "dig-qr = +dig +qr", "dig-nostats = +dig +nostats +identify", "short-identify = +short +identify",
               "colour = +colour", "compact = +json +compact", "units = +ttlunits", "noclass = +noclass +nottlid"])
    case("signed", "www.example. A", "With DO: a signature", flags="qr rd ra ad", want_dnssec=True,
         server="2001:db8::53 853 tls", tls="TLSv1.3 TLS_AES_256_GCM_SHA384 verified", ms="3.2 18",
         answer=["www.example. 300 IN A 192.0.2.1", "www.example. 300 IN RRSIG A " + SIGNATURE],
         also=["dig-multiline = +dig +multiline", "dig-nocrypto = +dig +nocrypto", "nocrypto = +nocrypto",
               "multiline = +multiline", "dig-unknown = +dig +unknownformat"])
    case("nxdomain", "nx.example. A", "A name that does not exist", rcode=3, authority=[SOA],
         also=["authority = +authority", "json-authority = +json +authority"])
    case("nodata", "www.example. AAAA", "The name exists, but not the TYPE", authority=[SOA])
    case("nodata-alias", "www.example. AAAA", "An alias that leads to nothing", authority=[SOA.replace("example.", "example.net.", 1)],
         answer=["www.example. 300 IN CNAME www.cdn.example.net."])
    case("referral", "www.example. A", "A server of the parent zone refers", flags="qr rd", cookie=False,
         authority=["example. 172800 IN NS ns1.example.", "example. 172800 IN NS ns2.example."],
         additional=["ns1.example. 172800 IN A 192.0.2.53", "ns1.example. 172800 IN AAAA 2001:db8::53"])
    case("refused", "www.example. A", "Not for you", rcode=5, flags="qr rd", options=[ede(18)])
    case("blocked", "ads.example. A", "Policy: the answer is not the zone's", rcode=3,
         options=[ede(15, b'{"c":["mailto:abuse@filter.example"],"j":"malware \xe2\x80\xae present","s":1,"o":"Example Filter"}')])
    case("blocked-tls", "ads.example. A", "The same, where it may be believed", rcode=3,
         server="192.0.2.53 853 tls dns.example", tls="TLSv1.3 TLS_AES_256_GCM_SHA384 verified", ms="9 30",
         options=[ede(15, b'{"c":["mailto:abuse@filter.example"],"j":"malware present","s":1,"o":"Example Filter"}')])
    case("stale", "www.example. A", "An answer past its TTL", answer=["www.example. 30 IN A 192.0.2.1"],
         options=[ede(3)], attempt=["udp timeout 5000 192.0.2.53 53", "udp timeout 5000 192.0.2.53 53"])
    case("options", "www.example. A", "Options with a text form",
         answer=["www.example. 300 IN A 192.0.2.1"],
         options=[option(3, b"gpdns-tyo"), option(8, bytes.fromhex("00011800c00002")), option(9, struct.pack("!I", 86400)),
                  option(11, struct.pack("!H", 100)), option(18, b"\x06report\x07example\x00"), option(12, bytes(16)),
                  option(65001, b"\x01\x02")],
         also=["all = +all"])
    case("more-options", "www.example. A", "Options that few servers send",
         answer=["www.example. 300 IN A 192.0.2.1"],
         options=[option(3, b"\xc3\xa9\x1b[1m\"ns1"), option(3, b""), option(5, b"\x05\x08\x0d"), option(6, b"\x02"),
                  option(7, b"\x01"), option(8, bytes.fromhex("0002380020010db8000000")), option(9, b""),
                  option(11, b""), option(12, b""), option(13, b"\x07example\x00"), option(14, b"\x4f\x66\x97\x28"),
                  option(16, b"\x00\x01"), option(17, b"\x00\x02"), option(19, b"\x01\x00\x78\xc4\x04\xc9"),
                  option(1, bytes(18)), option(2, struct.pack("!I", 3600)), option(26, b""), option(22, b"ja"),
                  option(65001, b"a\xff\n;;")])
    case("truncated", "big.example. TXT", "Truncated over UDP, whole over TCP", server="192.0.2.53 53 tcp", ms="2.1 1.1",
         attempt="udp truncated 1.9 192.0.2.53 53", answer=['big.example. 60 IN TXT "' + "x" * 200 + '"'],
         traffic="2 106 1", also=["stats = +stats", "stats-ja = +stats +lang=ja", "stats-bare = +noall +answer +stats"])
    case("without-edns", "www.example. A", "A server from before EDNS", edns=False, without_edns="yes",
         attempt="udp formerr 1.5 192.0.2.53 53", dropped=2, answer=["www.example. 300 IN A 192.0.2.1"])
    case("timeout", "www.example. A", "Nobody there", ms="5000",
         attempt=["udp timeout 5000 192.0.2.53 53", "udp timeout 5000 192.0.2.53 53"],
         error="timeout | no reply from 192.0.2.53 over UDP within 5 s | ")
    case("refused-connection", "www.example. A", "Nothing listens", server="192.0.2.53 853 tls dns.example", ms="0.4",
         error="refused | connection to 192.0.2.53#853 refused | is it a DNS over TLS server?")
    case("tls-expired", "www.example. A", "A certificate of the past", server="192.0.2.53 853 tls dns.example", ms="30",
         tls="TLSv1.3 TLS_AES_256_GCM_SHA384 certificate has expired",
         error="tls | the certificate of dns.example (192.0.2.53) is not valid: certificate has expired | ")
    case("idn", "xn--wgv71a119e.example. A", "Names in other scripts; one label that must stay as it is", ms="1.2",
         answer=["xn--wgv71a119e.example. 300 IN CNAME xn--bcher-kva.example.",
                 "xn--bcher-kva.example. 300 IN A 192.0.2.1", "xn--ab-m1t.example. 300 IN A 192.0.2.2",
                 'xn--bcher-kva.example. 300 IN TXT "xn--bcher-kva."'],
         also=["noidn = +noidn"])
    case("chaos", "version.bind. TXT CH", "Another class", flags="qr aa rd",
         answer=['version.bind. 0 CH TXT "9.18 \\"quoted\\" \\027[31m"'])
    case("types", "example. ANY", "Records of many types", flags="qr aa rd", server="192.0.2.53 53 tcp",
         answer=["example. 3600 IN DNSKEY 257 3 13 " + KEY, "example. 3600 IN DS 34505 13 2 " + "ab" * 32,
                 "example. 86400 IN SOA ns1.example. host\\.master.example. 2026112201 7200 3600 1209600 300",
                 'example. 3600 IN TXT "v=spf1 -all" "a;b\\"c"', "example. 3600 IN MX 10 mail.example.",
                 'example. 3600 IN CAA 0 issue "ca.example"', "example. 0 IN NSEC3PARAM 1 0 5 abcd",
                 "example. 3600 IN HTTPS 1 . alpn=h2,h3 ipv4hint=192.0.2.1",
                 "example. 3600 IN TLSA 3 1 1 " + "cd" * 32, "example. 3600 IN SSHFP 4 2 " + "ef" * 32,
                 "example. 300 IN NSEC b.example. A NS SOA RRSIG NSEC DNSKEY TYPE65280",
                 "example. 3600 IN RRSIG DNSKEY " + SIGNATURE, "example. 3600 IN TYPE65280 \\# 4 01020304",
                 "example. 3600 IN CDNSKEY 257 3 13 " + KEY,
                 'example. 3600 IN NAPTR 100 10 "S" "SIP+D2U" "" _sip._udp.example.',
                 "example. 3600 IN SRV 0 5 5060 sip.example.",
                 "example. 3600 IN LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m"],
         also=["dig-multiline = +dig +multiline", "dig-nocrypto = +dig +nocrypto", "dig-rrcomments = +dig +rrcomments",
               "dig-unknown = +dig +unknownformat", "multiline = +multiline", "json-all = +json +all"])
    sent = query("cut.example. A")
    whole = reply(sent, answer=["cut.example. 300 IN A 192.0.2.1", "cut.example. 300 IN A 192.0.2.2"], edns=False)
    case("cut", "cut.example. A", "The message ends within the second record", wire=whole[:-6])
    case("badcookie", "www.example. A", "A client cookie that is not ours", cookie=False,
         answer=["www.example. 300 IN A 192.0.2.1"], options=[option(10, bytes(range(24)))])


if __name__ == "__main__":
    main()
