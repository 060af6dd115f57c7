"""What every job shares: its options (in the environment, which forked children see too), and the line it answers."""

import json
import os
import resource
import time

OPTIONS = json.loads(os.environ["BENCH_JOB"])
TASKS = int(OPTIONS["tasks"])


class Stopwatch:
    """Wall and CPU seconds of a block, children that have ended included; prints them as JSON."""

    def __enter__(self) -> None:
        self._cpu = cpu()
        self._begin = time.perf_counter()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            print(json.dumps({"seconds": time.perf_counter() - self._begin, "cpu": cpu() - self._cpu}))


def cpu() -> float:
    """CPU seconds so far."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)
