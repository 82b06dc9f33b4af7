"""The MTA-STS policy from real web servers: over HTTP/2 alone (nghttpd), and over both, or HTTP/1.1 alone (nginx)."""

import contextlib
import pathlib
import shutil
import socket
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path += [str(HERE), str(HERE.parent)]

from edig_lab import LAB_DIR  # noqa: E402
from world import World, application, kinds, wait_for  # noqa: E402

POLICY = "version: STSv1\r\nmode: enforce\r\nmx: mx.{domain}\r\nmax_age: 2419200\r\n"
# Webperf-se/webperf_core#971: lines may end so, too (RFC 8461 section 3.2). Zuplu/postfix-tlspol#95: as one domain had it.
UNIX, MISSPELT = POLICY.replace("\r", ""), POLICY.replace("mx: mx", "nmx: mx")
LARGE = POLICY + 6000 * "x-padding: 0\r\n"

NGINX = """
daemon off;
user root;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
  access_log off;
  default_type text/plain;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  {servers}
}}
"""
NGINX_SERVER = """
  server {{
    listen {address}:443 ssl {http2};
    ssl_certificate {made.chain};
    ssl_certificate_key {made.key};
    {rule}
    root {root};
  }}
"""

# Of a domain: who serves its policy, and how; its text, what is wrong with the certificate, and what it comes to.
DOMAINS = {
    "only-http2": ("nghttpd", "", POLICY, "", []),
    "only-http2-expired": ("nghttpd", "", POLICY, "expired", ["mta-sts-policy-certificate"]),
    "only-http2-large": ("nghttpd", "", LARGE, "", ["mta-sts-policy-unreadable"]),
    "only-http2-absent": ("nghttpd", "", None, "", ["mta-sts-policy-status"]),
    "both": ("nginx", "http2", POLICY, "", []),
    "both-elsewhere": ("nginx", "http2", POLICY, "", ["mta-sts-policy-redirect"]),
    "both-large": ("nginx", "http2", LARGE, "", ["mta-sts-policy-unreadable"]),
    "only-http1": ("nginx", "", POLICY, "", []),
    "only-http1-unix": ("nginx", "", UNIX, "", []),
    "only-http1-misspelt": ("nginx", "", MISSPELT, "", ["mta-sts-policy-without-mx"]),
    "only-http1-elsewhere": ("nginx", "", POLICY, "", ["mta-sts-policy-redirect"]),
}


def put_policy(world, domain, text):
    root = world.folder / domain
    (root / ".well-known").mkdir(parents=True)
    if text:
        (root / ".well-known/mta-sts.txt").write_text(text.format(domain=domain))
    return root


@pytest.fixture(scope="module")
def world():
    world = World(pathlib.Path(LAB_DIR) / "policies")
    types = world.folder / "mime.types"
    types.write_text("text/plain txt\n")
    commands, servers, addresses = [], [], []
    for name, (server, http2, text, problem, _) in DOMAINS.items():
        domain = f"{name}.lab.example"
        world.put(f'_mta-sts.{domain} TXT "v=STSv1; id=1"')
        address, made = world.host("mta-sts." + domain), world.certificate("mta-sts." + domain, problem)
        root = put_policy(world, domain, text)
        addresses.append(address)
        if server == "nghttpd":
            commands.append(["nghttpd", f"--address={address}", f"--htdocs={root}", f"--mime-types-file={types}", "443",
                             made.key, made.chain])
        else:
            rule = "return 301 https://www.example/policy;" if name.endswith("elsewhere") else ""
            servers.append(NGINX_SERVER.format(address=address, http2=http2, made=made, rule=rule, root=root))
    (world.folder / "nginx.conf").write_text(NGINX.format(folder=world.folder, servers="".join(servers)))
    commands.append(["nginx", "-c", world.folder / "nginx.conf", "-e", "stderr"])
    with contextlib.ExitStack() as stack:
        for number, command in enumerate(commands):
            world.start(stack, f"{command[0]}-{number}", command)
        stack.enter_context(world.up())
        wait_for(lambda: all(listens(address) for address in addresses))
        yield world


def listens(address):
    with socket.socket() as probe:
        return probe.connect_ex((address, 443)) == 0


@pytest.mark.skipif(not (shutil.which("nghttpd") and shutil.which("nginx")), reason="nghttpd or nginx is not here")
@pytest.mark.parametrize("name", DOMAINS)
def test_policy(world, name):
    expected = DOMAINS[name][-1]
    services = world.services(f"{name}.lab.example")
    sts = application(services, "mta-sts")
    assert kinds(services, "mta-sts") == expected
    assert sts["state"] == ("broken" if expected else "works")
    (visit,) = services["connection"]["visits"]
    assert visit["purpose"] == "policy"
    assert ("mta_sts_policy" in services["connection"]) == (expected in ([], ["mta-sts-policy-without-mx"]))
