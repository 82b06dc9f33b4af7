"""What the benches share: whole processes, timed beside each other."""

import os
import random
import statistics
import sys
import time


def measure(command: list[str]) -> tuple[float, float]:
    """CPU and wall milliseconds of one run; its output is thrown away."""
    with open(os.devnull, "wb") as null:
        actions = [(os.POSIX_SPAWN_DUP2, null.fileno(), 1), (os.POSIX_SPAWN_DUP2, null.fileno(), 2)]
        start = time.perf_counter()
        pid = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
        _, status, usage = os.wait4(pid, 0)
        wall = time.perf_counter() - start
    if status != 0:
        sys.exit(f"bench: failed: {' '.join(command)}")
    return (usage.ru_utime + usage.ru_stime) * 1000, wall * 1000


def medians(commands: dict[str, list[str]], runs: int) -> dict[str, tuple[float, float]]:
    """The median CPU and wall time of each command, all run once a round, after one round of warming up."""
    taken = {name: [] for name in commands}
    for round_number in range(runs + 1):
        for name in random.sample(list(commands), len(commands)):
            result = measure(commands[name])
            if round_number > 0:
                taken[name].append(result)
    return {name: tuple(statistics.median(values) for values in zip(*results)) for name, results in taken.items()}


def verdict(value: float, bar: float) -> str:
    return f"bar {bar:g}: {'held' if value <= bar else 'MISSED'}"
