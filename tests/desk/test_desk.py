"""edig-desk among real servers: its page, its interface, its limits."""

import concurrent.futures
import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import time

import jsonschema
import pytest

from asking import SCHEMA
from conftest import TRUST, hold
from desk import DESK
from edig_lab import address

BROKEN = "www.rrsig-no-a.example"


def test_the_page_of_a_broken_name(desk):
    page = desk.page(f"https://{BROKEN}/login", Accept_Language="en-GB,en;q=0.9")
    assert page.status == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert f"<title>Fails: {BROKEN}. A (SERVFAIL) – edig</title>" in page.text
    assert "has no RRSIG" in page.text or "RRSIGs Missing" in page.text
    assert f"Out of “https://{BROKEN}/login” we took" in page.text
    assert address("unbound") in page.text
    # The user's words are open, those of the others folded.
    folds = re.findall(r"<details( open=\"open\")?><summary><h3>([^<]*)", page.text)
    assert [bool(is_open) for is_open, title in folds if "for" in title.lower()][:3] == [True, False, False]


def test_the_page_in_japanese(desk):
    by_browser = desk.page(BROKEN, Accept_Language="ja,en;q=0.5")
    by_switch = desk.get(f"/?name={BROKEN}&lang=ja", Accept_Language="en")
    assert by_browser.text == by_switch.text
    assert '<html lang="ja">' in by_switch.text
    assert "障害" in by_switch.text
    assert f'href="/?name={BROKEN}&amp;lang=en"' in by_switch.text


@pytest.mark.parametrize("name, kind", [("www.valid.example", "good"), ("nx.valid-nxdomain.example", None),
                                        ("postmaster@valid.example", None),
                                        ("Anna B. <anna@valid.example>", "good"), ("127.0.0.1", None), ("www.日本語.example", None)])
def test_other_names(desk, name, kind):
    page = desk.page(name)
    assert page.status == 200
    assert kind is None or f'class="{kind}"' in page.text
    # Who calls about a name that is in order, or mistyped, is to be told something, too.
    assert [bool(is_open) for is_open in re.findall(r"<details( open=\"open\")?><summary><h3>", page.text)][0]


@pytest.mark.parametrize("name", [BROKEN, "www.valid.example", "https://www.rrsig-exp-a.example/", "anna@valid.example"])
@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_interface_answers_by_the_schema(desk, name, lang):
    answer = desk.why(name, lang=lang)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json"
    jsonschema.validate(answer.json, json.loads(SCHEMA.read_text()))
    assert answer.json["diagnosis"]["status"] in ("secure", "bogus", "insecure")


def test_the_interface_is_described(desk):
    described = desk.get("/api/v1/openapi.json").json
    assert described["openapi"].startswith("3.1")
    for path in described["paths"]:
        assert desk.get(path + ("?name=www.valid.example" if path.endswith("why") else "")).status == 200
    assert desk.get("/api/v1/edig.schema.json").json == json.loads(SCHEMA.read_text())


@pytest.mark.parametrize("path, status", [
    ("/api/v1/why", 400), ("/api/v1/why?name=a%20b", 400), ("/api/v1/why?name=a.example&name=b.example", 400),
    ("/api/v1/why?name=a.example&type=AXFR", 400), ("/api/v1/why?name=a.example&lang=xx", 400),
    ("/api/v1/why?name=a.example&server=192.0.2.1", 400), ("/nothing", 404), ("/api/v1/why/", 404)])
def test_problems(desk, path, status):
    response = desk.get(path)
    assert response.status == status
    assert response.problem["detail"]


def test_other_methods(desk):
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"):
        response = desk.get("/", method)
        assert response.status == 405
        assert response.headers["Allow"] == "GET, HEAD"
        assert response.problem
    page = desk.get("/", "HEAD")
    assert page.status == 200 and page.body == b""
    assert int(page.headers["Content-Length"]) == len(desk.get("/").body)


@pytest.mark.parametrize("path", ["/", f"/?name={BROKEN}", "/?name=a%20b", "/api/v1/why", f"/api/v1/why?name={BROKEN}", "/nothing",
                                  "/metrics", "/desk.js", "/desk.css"])
def test_headers_of_every_response(desk, path):
    headers = desk.get(path).headers
    policy = dict(part.split(None, 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == ("max-age=3600" if "desk." in path else "no-store")
    for absent in ("Set-Cookie", "Server", "Access-Control-Allow-Origin"):
        assert absent not in headers


def test_pages_hold_no_script_and_no_style_of_their_own(desk):
    for path in ("/", f"/?name={BROKEN}", "/?name=%22%3E%3Cscript%3E"):
        page = desk.get(path).text
        assert re.findall(r"<script(?! src=\"/desk.js\")", page) == []
        assert re.findall(r"<style|[ \"]style=|[ \"]on[a-z]+=", page) == []


def test_web_applications_elsewhere_only_where_the_operator_allows_it(open_desk):
    desk = open_desk("--cors=https://app.example")
    assert desk.why(BROKEN).headers["Access-Control-Allow-Origin"] == "https://app.example"
    assert "Access-Control-Allow-Origin" not in desk.get("/").headers


def test_only_names_of_its_own(open_desk):
    desk = open_desk("--host=desk.example")
    assert desk.get("/healthz", Host="desk.example").text == "ok\n"
    assert desk.get("/healthz", Host="evil.example").status == 421


def test_who_asks_the_same_shares_one_look(desk):
    before = desk.figure("looks_total")
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda i: desk.why("www.ds-bad-tag.example", lang=("en", "ja")[i % 2]), range(40)))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.json["diagnosis"]["validated_at"] for answer in answers}) == 1
    assert desk.figure("looks_total") == before + 1
    assert len({answer.text for answer in answers}) == 2


def test_each_visitor_has_so_many_names_a_minute(open_desk):
    desk = open_desk("--per-minute=2")
    for name in ("www.valid.example", BROKEN):
        assert desk.why(name).status == 200
    refused = desk.why("www.rrsig-exp-a.example")
    assert refused.status == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert refused.problem
    page = desk.get("/?name=www.rrsig-exp-a.example")
    assert page.status == 429 and 'role="alert"' in page.text
    # What is kept costs nothing, and another visitor is another.
    assert desk.why(BROKEN).status == 200
    assert desk.why("www.rrsig-exp-a.example", source="127.0.0.77").status == 200


def test_a_proxy_says_who_asks_and_nobody_else_does(open_desk):
    behind, alone = open_desk("--per-minute=1", "--proxy=127.0.0.1"), open_desk("--per-minute=1")

    def ask(desk, name, visitor):
        return desk.get(f"/api/v1/why?name={name}", X_Forwarded_For=visitor).status

    assert [ask(behind, f"a{i}.example", f"203.0.113.9, 192.0.2.{i}") for i in range(3)] == [200] * 3
    assert ask(behind, "b.example", "198.51.100.1, 192.0.2.1") == 429
    assert ask(behind, "c.example", "nonsense") == 200
    assert [ask(alone, f"a{i}.example", f"192.0.2.{i}") for i in range(2)] == [200, 429]


def test_so_many_wait_and_are_told(open_desk, stage):
    host, let = hold(stage)
    desk = open_desk("--at-once=1", "--waiting=2", "+deadline=10", server=host.address)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(desk.why, f"n{i}.example") for i in range(3)]
        until = time.monotonic() + 10
        while desk.figure("under_way") < 1 or desk.figure("waiting") < 2:
            assert time.monotonic() < until
            time.sleep(0.05)
        page = desk.get("/?name=n2.example&lang=en").text
        assert 'http-equiv="refresh"' in page
        refused = desk.why("n3.example")
        assert refused.status == 503 and int(refused.headers["Retry-After"]) > 0
        let.set()
        assert [one.result().status for one in asked] == [200] * 3
    assert desk.children() == []


def test_while_it_works_the_page_says_what_it_looks_at(open_desk, stage):
    host, let = hold(stage)
    desk = open_desk(server=host.address)
    page = desk.get(f"/?name={BROKEN}&lang=en").text
    assert 'http-equiv="refresh"' in page and f"Checking {BROKEN}" in page
    assert f"Asking {host.address} for" in desk.get(f"/?name={BROKEN}&lang=en").text
    let.set()
    assert desk.page(BROKEN).status == 200


def first_child(desk) -> int:
    """The process that looks at a name, once there is one."""
    until = time.monotonic() + 10
    while not desk.children():
        assert time.monotonic() < until
        time.sleep(0.02)
    return desk.children()[0]


def test_a_look_that_dies_is_told_and_harms_no_other(open_desk, stage):
    host, let = hold(stage)
    desk = open_desk(server=host.address)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        asked = pool.submit(desk.why, "www.example")
        os.kill(first_child(desk), signal.SIGKILL)
        assert asked.result().status == 500
        assert asked.result().problem
    let.set()
    assert desk.get("/healthz").status == 200
    assert desk.figure("looks_failed_total") == 1


def test_it_ends_while_people_wait(open_desk, stage):
    host, let = hold(stage)
    desk = open_desk(server=host.address)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        asked = pool.submit(desk.why, "www.example")
        first_child(desk)
        status, _ = desk.stop()
        let.set()
        assert status == 0
        with contextlib.suppress(ConnectionError, http.client.HTTPException):  # closed before that was read
            assert asked.result().status == 503


def test_the_log_names_neither_visitors_nor_names(open_desk):
    quiet, told = open_desk(), open_desk("--log-addresses")
    for desk in (quiet, told):
        desk.why(BROKEN)
    log = quiet.stop()[1]
    assert re.fullmatch(r"200 /api/v1/why in \d+ ms\n", log)
    assert "127.0.0.1" in told.stop()[1]


def test_a_place_that_is_taken(open_desk):
    open_desk()
    done = subprocess.run([DESK, "--listen=127.0.0.1:8053", "@127.0.0.11"], capture_output=True, timeout=20)
    assert done.returncode == 1
    assert b"cannot listen at 127.0.0.1 port 8053" in done.stderr


def test_over_ipv6_as_well(open_desk):
    desk = open_desk("--listen=[::1]:8063", "--listen=127.0.0.1:8053")
    with socket.create_connection(("::1", 8063), 10) as stream:
        stream.sendall(b"GET /healthz HTTP/1.1\r\nHost: [::1]:8063\r\nConnection: close\r\n\r\n")
        assert stream.makefile("rb").read().endswith(b"ok\n")
    assert desk.get("/healthz").status == 200


def test_no_zone_leads_it_into_the_operators_network(open_desk):
    """The lab's servers are all at loopback addresses: without +ask-special none is asked, and the answer says so."""
    desk = open_desk(trust=TRUST[:2])
    found = desk.why("www.valid.example").json["diagnosis"]
    assert "127.0.12.1): was not asked, a loopback address" in found["findings"][0]["text"]
    assert found["cost"]["connections"] == 0
