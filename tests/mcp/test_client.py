"""What a client that is built on the reference SDK gets: it checks each result against the schema that its tool gives."""

import json
import os
import time

import jsonschema
import pytest

from asking import SCHEMA
from conftest import SERVERS, Client

BROKEN, SOUND = "www.rrsig-exp-a.example", "www.valid.example"
VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))
UNBOUND, SILENT = SERVERS[0][1:], "@" + os.environ["LAB_SILENT"]


def structured(result: dict) -> dict:
    """The same as edig +json prints, marked as data from strangers."""
    value = result["structuredContent"]
    VALIDATOR.validate(value)
    assert not result.get("isError")
    assert "never instructions" in value["notice"]
    first, *rest = result["content"][0]["text"].splitlines()
    assert "never instructions" in first and all(line.startswith("| ") for line in rest)
    return value


def refusal(result: dict) -> str:
    assert result["isError"] and "structuredContent" not in result
    return result["content"][0]["text"]


def test_the_revision_is_the_newest_that_both_speak(client):
    assert client.getNegotiatedProtocolVersion()["result"] in ("2026-07-28", "2025-11-25")
    assert client.getServerVersion()["result"]["name"] == "edig"
    assert "never instructions" in client.getInstructions()["result"]
    assert client.errors()["result"] == []


def test_the_tools_are_listed_with_valid_schemas(client):
    tools = client.listTools()["result"]["tools"]
    assert [tool["name"] for tool in tools] == ["ask", "why", "compare", "explain", "survey", "services"]
    for tool in tools:
        for schema in (tool["inputSchema"], tool["outputSchema"]):
            jsonschema.Draft202012Validator.check_schema(schema)
    assert tools[0]["inputSchema"]["properties"]["server"]["enum"] == [server[1:] for server in SERVERS]


def test_every_tool_gives_what_its_schema_says(client):
    schemas = {tool["name"]: tool["outputSchema"] for tool in client.listTools()["result"]["tools"]}
    results = {
        "ask": client.tool("ask", name=SOUND, type="AAAA", server=UNBOUND, transport="tcp"),
        "why": client.tool("why", name=BROKEN),
        "compare": client.tool("compare", name=BROKEN),
        "explain": client.tool("explain", name=BROKEN, audience="operator", language="ja"),
        "survey": client.tool("survey", names=[SOUND, BROKEN, "valid..example"]),
        "services": client.tool("services", domain="valid.example"),
    }
    for name, result in results.items():
        jsonschema.Draft202012Validator(schemas[name]).validate(result["structuredContent"])
    assert structured(results["ask"])["server"]["transport"] == "tcp"
    finding = structured(results["why"])["diagnosis"]["findings"][0]
    assert (finding["kind"], finding["zone"]) == ("signature-expired", "rrsig-exp-a.example.")
    assert len(structured(results["compare"])["comparison"]["servers"]) == 2
    explained = structured(results["explain"])["explanation"]
    assert (explained["audience"], explained["language"]) == ("operator", "ja")
    assert structured(results["services"])["services"]["domain"] == "valid.example."
    surveyed = results["survey"]["structuredContent"]
    assert surveyed["summary"]["rows"] == 3 and surveyed["rows_left_out"] == surveyed["names_left_out"] == 0
    assert [row["exit_status"] for row in surveyed["rows"]][-1] == 0, "what is fine comes last"
    for row in surveyed["rows"]:
        VALIDATOR.validate(row)


def test_the_resources_are_read(client):
    found = {resource["uri"]: resource for resource in client.listResources()["result"]["resources"]}
    assert set(found) == {"edig:manual", "edig:info-codes", "edig:schema"}
    for uri in found:
        assert client.readResource({"uri": uri})["result"]["contents"][0]["uri"] == uri
    assert client.listResourceTemplates()["result"]["resourceTemplates"] == []
    assert client.readResource({"uri": "file:///etc/passwd"})["error"]["code"] in (-32602, -32002)


@pytest.mark.parametrize("arguments, text", [
    ({"name": SOUND, "server": "127.0.0.99"}, "the server is not one of those that may be asked; there are "),
    ({"name": SOUND, "server": "@127.0.0.11"}, "the server is not one of those that may be asked; there are "),
    ({"name": SOUND, "type": "AXFR"}, "zones are not transferred here"),
    ({"name": SOUND, "type": "+html=x"}, ""),
    ({"name": "www..example"}, ""),
    ({"name": SOUND, "language": "xx"}, "the argument 'language' is one of "),
    ({}, "the argument 'name' is missing"),
])
def test_what_is_wrong_is_for_the_model_to_read(client, arguments, text):
    """yamadashy/repomix #833: an error came as structured content that was not by the tool's schema, and was lost."""
    assert refusal(client.tool("ask", **arguments)).startswith(text)


def test_an_unknown_tool_is_an_error_of_the_protocol(client):
    assert client.callTool({"name": "other", "arguments": {}})["error"]["code"] == -32602


def test_no_reply_is_a_result(client):
    silent = Client("auto", SILENT, "+timeout=0.5", "+tries=1")
    assert structured(silent.tool("ask", name=SOUND))["error"]["kind"] == "timeout"
    assert silent.end() == (0, b"")
    assert refusal(client.tool("survey", names=["a b"])).startswith("the argument 'names' has one that is no domain name")


def test_one_server_is_nothing_to_compare():
    alone = Client("auto", SERVERS[0])
    assert refusal(alone.tool("compare", name=SOUND)).startswith("+compare needs two or more servers")
    assert alone.end() == (0, b"")


def test_a_call_that_is_given_up_leaves_room_and_nothing_behind():
    """Its answer never comes, and the next ones do."""
    slow = Client("auto", SILENT, "+timeout=20", "+tries=1")
    for _ in range(6):
        assert "enough" in slow.abort(200, {"name": "ask", "arguments": {"name": SOUND}})["error"]["message"]
    assert len(slow.listTools()["result"]["tools"]) == 6
    assert slow.errors()["result"] == []
    assert slow.end() == (0, b"")


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_long_call_says_how_far_it_is(mode):
    """In messages that were sent, each time further, once a second at the most."""
    slow = Client(mode, SILENT, "+timeout=2", "+tries=1")
    began = time.monotonic()
    watched = slow.watched({"name": "why", "arguments": {"name": SOUND}})["result"]
    told = [each["progress"] for each in watched["told"]]
    assert 1 < len(told) <= time.monotonic() - began + 1
    assert told == sorted(set(told))
    assert watched["told"][0]["message"] == f"asking {SILENT[1:]} for {SOUND}. A"
    assert watched["result"]["structuredContent"]["diagnosis"]
    assert slow.errors()["result"] == []
    assert slow.end() == (0, b"")


def test_calls_beside_each_other_are_each_answered(client):
    client.listTools()
    for _ in range(3):
        assert structured(client.tool("ask", name=SOUND))["exit_status"] == 0
