"""Policies in each resolver's own words: a Policy says what is done to a name; here is how each program is told.

What a resolver can say about it differs: PowerDNS Recursor any INFO-CODE and EXTRA-TEXT, Knot Resolver any INFO-CODE,
Unbound and BIND what their version has built in.
"""

from dataclasses import dataclass

FORGED_ADDRESS = "203.0.113.66"
SAY_PREFIX, SAY_ZONE = "ede-", "policy.example."


@dataclass
class Policy:
    """`action`: nxdomain, nodata, refuse, servfail, forge (an A record), drop, or nta (negative trust anchor)."""

    name: str            # a host name; for nta a zone
    action: str
    info_code: int | None = None
    text: str = ""


def rpz_zone(policies: list[Policy]) -> str:
    """A response policy zone for those actions that RPZ knows."""
    actions = {"nxdomain": "CNAME .", "nodata": "CNAME *.", "drop": "CNAME rpz-drop.", "forge": f"A {FORGED_ADDRESS}"}
    lines = ["$TTL 60", "@ SOA localhost. root.localhost. 1 3600 600 86400 60", "@ NS localhost."]
    lines += [f"{policy.name.rstrip('.')} {actions[policy.action]}" for policy in policies if policy.action in actions]
    return "\n".join(lines) + "\n"


def unbound_server_lines(policies: list[Policy]) -> str:
    """Local zones and negative trust anchors, for the `server:` clause."""
    lines = []
    for policy in policies:
        if policy.action == "refuse":
            lines.append(f'  local-zone: "{policy.name}" always_refuse')
        elif policy.action == "nta":
            lines.append(f'  domain-insecure: "{policy.name}"')
    return "\n".join(lines)


def kresd_lines(policies: list[Policy]) -> str:
    lines = []
    for policy in policies:
        if policy.action == "nta":
            lines.append(f"trust_anchors.set_insecure({{'{policy.name}'}})")
            continue
        code = "nil" if policy.info_code is None else policy.info_code
        text = f"'{policy.text}'" if policy.text else "nil"
        action = {"nxdomain": f"policy.DENY_MSG({text}, {code})", "refuse": "policy.REFUSE", "drop": "policy.DROP",
                  "forge": f"policy.ANSWER({{ [kres.type.A] = {{ rdata = kres.str2ip('{FORGED_ADDRESS}'), ttl = 60 }} }})"
                  }[policy.action]
        lines.append(f"policy.add(policy.suffix({action}, {{todname('{policy.name}')}}))")
    return "\n".join(lines)


def pdns_nta_lines(policies: list[Policy]) -> str:
    return "\n".join(f'addNTA("{policy.name}", "lab")' for policy in policies if policy.action == "nta")


def lua_string(text: str) -> str:
    return '"' + "".join(f"\\{octet:03d}" for octet in text.encode()) + '"'


def pdns_script(policies: list[Policy]) -> str:
    """Lua that PowerDNS Recursor runs before it resolves; `ede-N.policy.example` gets SERVFAIL with INFO-CODE N."""
    rcode = {"nxdomain": "pdns.NXDOMAIN", "refuse": "pdns.REFUSED", "servfail": "pdns.SERVFAIL"}
    entries = []
    for policy in policies:
        if policy.action == "nta":
            continue
        members = [f"rcode={rcode.get(policy.action, 'pdns.NOERROR')}", f"text={lua_string(policy.text)}"]
        members += [f"code={policy.info_code}"] if policy.info_code is not None else []
        members += [f'address="{FORGED_ADDRESS}"'] if policy.action == "forge" else []
        entries.append(f'  ["{policy.name}"] = {{ {", ".join(members)} }},')
    return f"""local policies = {{
{chr(10).join(entries)}
}}

function preresolve(dq)
  local name = string.lower(dq.qname:toString())
  local code = string.match(name, "^{SAY_PREFIX.replace('-', '%-')}(%d+)%.{SAY_ZONE.replace('.', '%.')}$")
  local found = policies[name] or (code and {{ rcode = pdns.SERVFAIL, code = tonumber(code), text = "as asked" }})
  if not found then return false end
  dq.rcode = found.rcode
  if found.code then dq.extendedErrorCode = found.code; dq.extendedErrorExtra = found.text end
  if found.address and dq.qtype == pdns.A then dq:addAnswer(pdns.A, found.address, 60) end
  return true
end
"""
