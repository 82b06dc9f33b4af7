"""Headless Chromium, and what a page did in it: what it wrote to the console, what it asked for, what it looks like."""

import base64
import json
import pathlib
import re
import tempfile
import zlib

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

# As root there is no sandbox; the rest keeps Chromium from calling home.
SWITCHES = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars")
WIDE, NARROW = 1100, 360


class Chromium:
    def __init__(self):
        self.profile = tempfile.TemporaryDirectory(prefix="edig-browser.")
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for switch in (*SWITCHES, "--user-data-dir=" + self.profile.name):
            options.add_argument(switch)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(service=Service("/usr/bin/chromedriver"), options=options)

    def close(self) -> None:
        self.driver.quit()
        self.profile.cleanup()

    def tell(self, command: str, **parameters):
        """A command of the DevTools protocol."""
        return self.driver.execute_cdp_cmd(command, parameters)

    def run(self, script: str, *arguments):
        return self.driver.execute_script(script, *arguments)

    def show(self, file: pathlib.Path, scheme: str = "light", width: int = WIDE, media: str = "screen") -> None:
        self.open(file.as_uri(), scheme, width, media)

    def open(self, url: str, scheme: str = "light", width: int = WIDE, media: str = "screen") -> None:
        """As a reader with such a screen sees it; what the page before left in the logs is gone."""
        self.tell("Emulation.setEmulatedMedia", media=media, features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.tell("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width == NARROW)
        self.driver.get("about:blank")
        self.console(), self.requests()
        self.driver.get(url)

    def violations(self, axe: str, rules: dict) -> list[tuple[str, list[str]]]:
        """What axe-core finds by the rules: which, and where."""
        self.run(axe)
        found = self.driver.execute_async_script(
            "const [options, done] = arguments; axe.run(options).then(result => done(result.violations));", rules)
        return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]

    def paper(self) -> list[int]:
        """How much is written on each page that is printed of what is shown: the PDF's operators that show text."""
        printed = self.tell("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        objects = dict(re.findall(rb"(?s)(\d+) 0 obj\n(.*?)\nendobj", base64.b64decode(printed["data"])))
        pages = [value for value in objects.values() if re.search(rb"/Type\s*/Page\b", value)]
        streams = [objects[re.search(rb"/Contents (\d+) 0 R", page)[1]] for page in pages]
        drawn = [zlib.decompressobj().decompress(stream.partition(b"stream\n")[2]) for stream in streams]
        return [len(re.findall(rb"\bT[jJ]\b", page)) for page in drawn]

    def console(self) -> list[str]:
        """What is on the console, violations of the content security policy among it."""
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def requests(self) -> list[str]:
        """The addresses that were asked for, of the page itself and of what it loads."""
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
