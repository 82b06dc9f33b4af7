"""The lab that a test runs in, as it describes itself: its servers, addresses and cases."""

import json
import os

import pytest

LAB_DIR = os.environ.get("LAB_DIR")
if LAB_DIR is None:
    pytest.skip("runs inside the lab: tests/lab/lab ...", allow_module_level=True)
with open(os.path.join(LAB_DIR, "lab.json"), encoding="utf-8") as description:
    LAB = json.load(description)
SERVERS = LAB["servers"]
