#!/usr/bin/env python3
"""Names on standard input, one a line: what comes of each, why, and whose turn it is. EDIG_SERVER says whom to ask."""
import json
import subprocess

for line in subprocess.Popen(["edig", "+json", "+why", "-f", "-"], stdout=subprocess.PIPE).stdout:
    report = json.loads(line)
    assert report["schema"] == 1, "written for another schema"
    why = (report.get("diagnosis", {}).get("findings") or [report.get("error")])[0]
    reason = f": {why['text']}; whose turn: {why.get('fault', 'unknown')}" if why else ""
    text = "{name} {type}: ".format(**report["question"]) + report["outcome"] + reason
    print("".join(sign if sign.isprintable() else "\ufffd" for sign in text))  # foreign text, for a terminal
