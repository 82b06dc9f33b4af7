"""Japanese as it is set and spelled, in every catalogue and in every report: the rules that a machine can hold."""

import os
import pathlib
import re
import subprocess

import catalogues
import pytest
from quotations import without_quotations

GOLDEN = pathlib.Path(__file__).parents[1] / "cli/golden"
WIDE = "\u3001-\u30ff\u3400-\u9fff\uff01-\uff60"  # kana, ideographs, full-width marks
MARKS = "、。「」『』（）：；！？"

# Everywhere, even in a report that quotes.
SETTING = {
    "a half-width mark beside a Japanese character": rf"[{WIDE}][,:;()!?]|[,:;(!?] ?[{WIDE}]|[{WIDE}]\)|[{WIDE}]\.(?:\s|$)",
    "one space beside a full-width mark": rf"(?<! ) [{MARKS}]|[{MARKS}] (?! )",
    "one space between Japanese characters": rf"[{WIDE}] [{WIDE}]",
    "an unfilled slot": r"\{[a-z0-9-]+\}",
}
SPELLING = {
    "案内サーバー": "案内サーバー",
    "申告": "申告",
    "綴り, which is つづり": "綴り|綴る",
    "はい or いいえ that is taken back at once": r"(?:はい|いいえ)。(?:ただし|しかし|もっとも|でも)",
    "権威DNSサーバー without a space, or 権威サーバー": "権威DNS|権威サーバー",
    "an RFC's section without 第": r"RFC \d+ \d",
    "サーバ, ユーザ, リゾルバ without the long vowel": r"(?<!「)(?:サーバ|ユーザ|リゾルバ|プロバイダ|フォワーダ)(?![ー])",  # 「 quotes others
    "an English sentence": r"(?<![\w.\"“/+-])[A-Za-z]?[a-z]+(?: [a-z]+){3,}",
}
OF_ENGINEERS = {
    "リゾルバー alone, which is フルリゾルバー": "(?<!フル)(?<!スタブ)(?<!オープン)(?<!公開)リゾルバー",
    "ゾーンの管理者, who is ゾーンの運用者": "ゾーンの管理者",
    "a zone's サーバー, which is its 権威 DNS サーバー": "ゾーンのサーバー",
}
OF_USERS = {
    "証明, which is taken for a certificate": "(?<!不在)証明(?!書)",
    "リゾルバー": "リゾルバー",
    "開けません of what is no page": "(?:MX|PTR|SRV).*開けません",
}


def broken(text, *rules):
    return [f"{name}: {found.group()} in {text}" for rule in rules for name, pattern in rule.items()
            for found in [re.search(pattern, text)] if found]


def test_the_rules_find_what_they_are_for():
    for bad in ("場所：ゾーン X, サーバー", "場所：ゾーン,サーバー", "結論： 検証", "応答（EDE） です", "根 の情報", "サーバー:ここ", "違います."):
        assert broken(bad, SETTING), bad
    for bad in ("案内サーバー", "申告", "綴りを", "いいえ。ただし、", "RFC 7646 2 節", "DNS サーバの", "再署名 sign the zone now です"):
        assert broken(bad, SPELLING), bad
    assert broken("このリゾルバーは", OF_ENGINEERS) and broken("その証明が", OF_USERS)
    for good in ("応答元 127.0.0.11（UDP、0.1 ms）", "RFC 7646 第 2 節", "いいえ、お客様側の問題ではありません。", "NOERROR、A レコードなし   応答元 192.0.2.53（UDP）"):
        assert not broken(good, SETTING, SPELLING, OF_ENGINEERS, OF_USERS), good


def cells():
    """Every Japanese text, with the rules for its readers."""
    for path, (header, *rows), _ in catalogues.catalogues():
        for row in rows:
            own = OF_USERS if path.name == "user.csv" else {} if path.name == "words.csv" else OF_ENGINEERS
            yield f"{path.name}: {row[0]}", row[header.index("ja")], (SPELLING, own)


def test_catalogues():
    setting = {name: pattern for name, pattern in SETTING.items() if "slot" not in name}
    assert [f"{key}: {fault}" for key, text, rules in cells() for fault in broken(text, setting, *rules)] == []


def said():
    done = subprocess.run([os.environ["EDIG_SAYS"], "ja"], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


def faults(shown, case=None):
    return {fault for line in without_quotations(shown, "ja", case) for fault in broken(line, SETTING, SPELLING)}


def test_all_that_can_be_said():
    assert faults(said()) == set()


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*ja")), ids=lambda path: path.name)
def test_reports(path):
    if path.suffix != ".json-ja":
        assert faults(path.read_text(), path.with_suffix(".case")) == set()
