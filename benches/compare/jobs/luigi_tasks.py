"""Luigi: a wrapper task that requires the others, with the scheduler in the same process (as it has no other store)."""

import tempfile
from pathlib import Path

import luigi
from stopwatch import OPTIONS, TASKS, Stopwatch

DONE = Path(tempfile.mkdtemp(dir="."))
WORKERS = int(OPTIONS.get("workers", "1"))
done: set[int] = set()


class Noop(luigi.Task):
    """One task. With one worker it runs in this process; with more, in one of its own, so a file says it's done."""

    number = luigi.IntParameter()

    def run(self) -> None:
        if WORKERS == 1:
            done.add(self.number)
        else:
            (DONE / str(self.number)).touch()

    def complete(self) -> bool:
        return self.number in done if WORKERS == 1 else (DONE / str(self.number)).exists()


class Many(luigi.WrapperTask):
    """All of them."""

    def requires(self) -> list[luigi.Task]:
        return [Noop(number=number) for number in range(TASKS)]


with Stopwatch():
    ok = luigi.build([Many()], local_scheduler=True, workers=WORKERS, log_level="ERROR")
assert ok
