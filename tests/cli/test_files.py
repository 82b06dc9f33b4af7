"""Files that are no files, have no end or cannot be written: each is told in one line, and nobody waits for it."""

import fcntl
import os
import resource
import subprocess
import time

import pytest

from conftest import EDIG, received

IMPATIENT = ("+timeout=0.1", "+tries=1", "+noednsnegotiation")

# Every option that names a file to be read whole.
READERS = {
    "config": lambda path: ["--config", path, "a.example"],
    "resolv.conf": lambda path: ["--resolv-conf", path, "+search", "a.example"],
    "anchors": lambda path: [f"+trust-anchor={path}", "a.example"],
    "hints": lambda path: [f"+root-hints={path}", "a.example"],
    "CAs": lambda path: [f"+tls-ca={path}", "a.example"],
}
KINDS = ("endless", "folder", "fifo", "large", "none")


def make(kind, folder):
    """A path to something that is no file to be read whole."""
    path = folder / "file"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "large":
        with open(path, "wb") as file:
            file.truncate((16 << 20) + 1)
    return {"endless": "/dev/zero", "folder": str(folder)}.get(kind, str(path))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reader", READERS)
def test_what_is_no_file_to_be_read_whole(edig, server, tmp_path, reader, kind):
    process = edig(*READERS[reader](make(kind, tmp_path)))
    assert process.returncode == 8, process
    assert process.stderr.startswith("edig: ") and process.stderr.count("\n") == 1
    assert "cannot read '" in process.stderr
    assert received(server) == 0


@pytest.mark.parametrize("variable", ["EDIG_CONFIG", "EDIG_RESOLV_CONF"])
def test_so_named_by_the_environment(edig, server, tmp_path, variable):
    process = edig("+search", "a.example", variables={variable: make("fifo", tmp_path)})
    assert process.returncode == 8, process
    assert received(server) == 0


@pytest.mark.parametrize("option", ["+trust-anchor=-", "+root-hints=-"])
def test_standard_input_without_end(edig, option):
    with open("/dev/zero", "rb") as endless:
        process = edig(option, "a.example", stdin=endless)
    assert process.stderr == "edig: cannot read standard input: it is larger than 1 MiB\n"
    assert process.returncode == 8


def test_questions_from_a_file_without_lines(edig, server):
    process = edig("-f", "/dev/zero")
    assert process.stderr == "edig: cannot read '/dev/zero': line 1 is longer than 65536 octets\n"
    assert process.returncode == 8
    assert received(server) == 0


def closed(edig, *arguments, streams):
    """edig started without the given standard streams."""
    command = " ".join(["exec", '"$0"', '"$@"', *(f"{stream}>&-" for stream in streams)])
    return subprocess.run(["sh", "-c", command, EDIG, *arguments], env=edig.environment, capture_output=True, text=True,
                          timeout=60, check=False)


@pytest.mark.parametrize("arguments", [["a.example", *IMPATIENT], ["a.example", "+json", *IMPATIENT], ["--help"]])
def test_standard_output_that_is_closed(edig, server, arguments):
    """What takes its number, the socket to the server, is not written to."""
    process = closed(edig, *arguments, streams=[1])
    assert process.stderr == "edig: cannot write: Bad file descriptor\n"
    assert process.returncode == 10
    assert received(server) == (0 if arguments == ["--help"] else 1)


def test_other_streams_that_are_closed(edig, tmp_path):
    page = tmp_path / "page.html"
    process = closed(edig, "a.example", "+short", "+nowhy", f"+html={page}", *IMPATIENT, streams=[0, 2])
    assert process.returncode == 9
    assert process.stdout == ""
    assert page.read_text().startswith("<!DOCTYPE html>") and page.read_text().endswith("</html>\n")
    process = closed(edig, "-f", "-", streams=[0])
    assert process.returncode == 8
    assert process.stderr.startswith("edig: cannot read standard input: ")


def test_a_page_larger_than_files_may_be(edig, tmp_path):
    def little():
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    process = edig("a.example", f"+html={tmp_path}/page.html", "+nowhy", *IMPATIENT, preexec_fn=little)
    assert process.stderr == f"edig: cannot write '{tmp_path}/page.html': File too large\n"
    assert process.returncode == 9
    assert not list(tmp_path.iterdir())


def test_a_report_larger_than_files_may_be(edig, tmp_path):
    def little():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
    with open(tmp_path / "report", "wb") as output:
        process = subprocess.run([EDIG, "a.example", "+json", *IMPATIENT], env=edig.environment, stdout=output,
                                 stderr=subprocess.PIPE, preexec_fn=little, timeout=60, check=False)
    assert process.stderr == b"edig: cannot write: File too large\n"
    assert process.returncode == 10


def test_a_page_for_a_fifo_that_nobody_reads(edig, tmp_path):
    path = tmp_path / "fifo"
    os.mkfifo(path)
    process = edig("a.example", f"+html={path}", "+nowhy", *IMPATIENT)
    assert process.stderr == f"edig: cannot write '{path}': nobody reads it\n"
    assert process.stdout.startswith("NO REPLY")


@pytest.mark.parametrize("path", ["/dev/stdout", "itself"])
def test_a_page_for_the_file_that_the_report_goes_to(edig, tmp_path, path):
    """The page stands behind the report, and does not take its place."""
    output = tmp_path / "output"
    with open(output, "wb") as file:
        subprocess.run([EDIG, "a.example", f"+html={output if path == 'itself' else path}", "+nowhy", *IMPATIENT],
                       env=edig.environment, stdout=file, timeout=60, check=False)
    assert output.read_text().startswith("NO REPLY")
    assert output.read_text().endswith("</html>\n")
    assert list(tmp_path.iterdir()) == [output]


def test_a_full_pipe_that_does_not_block(edig):
    """Whoever has the other end may have made it so."""
    read_end, write_end = os.pipe()
    fcntl.fcntl(write_end, fcntl.F_SETFL, fcntl.fcntl(write_end, fcntl.F_GETFL) | os.O_NONBLOCK)
    names = [f"n{number}.example" for number in range(300)]
    process = subprocess.Popen([EDIG, "+json", "+qr", *IMPATIENT, *names], env=edig.environment, stdout=write_end,
                               stderr=subprocess.PIPE)
    os.close(write_end)
    time.sleep(1)
    with open(read_end, "rb") as output:
        written = output.read()
    assert process.communicate(timeout=60)[1] == b""
    assert len(written) > 100_000       # a pipe holds 64 KiB
    assert written.count(b"\n") == len(names)
