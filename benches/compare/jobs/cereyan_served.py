"""cereyan with its server: the same flow in one of its warm engine processes, from the request to the run's end.

This file is what the server imports, and also the program that starts the server and asks it.
"""

import json
import os
import subprocess
import sys
import time

from cereyan import flow, task


@task
def noop(number: int) -> None:
    """One task."""


@flow
def many(tasks: int) -> None:
    for number in range(tasks):
        noop(number)


def main() -> None:
    from cereyan.client import find_server
    from stopwatch import TASKS

    folder = os.path.join(os.getcwd(), "flows")
    os.makedirs(folder)
    os.symlink(os.path.abspath(__file__), os.path.join(folder, "served.py"))
    command = [sys.executable, "-m", "cereyan", "serve", folder, "--port", "0", "--no-open", "--max-engines", "2"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        limit = time.monotonic() + 30
        while (client := find_server()) is None or not client.flows():
            if time.monotonic() > limit:
                raise SystemExit("the server doesn't come up")
            time.sleep(0.05)

        def run(tasks: int) -> float:
            """Seconds by the server's own record of the run: from its creation to its end."""
            asked = client.run("many", tasks=tasks)
            while (row := client.get_run(asked["id"]))["end_time"] is None:
                time.sleep(0.02)
            assert row["state"]["type"] == "Completed", row
            return (row["end_time"] - row["created_at"]) / 1e6

        run(1)  # warm
        print(json.dumps({"seconds": run(TASKS), "cpu": 0}))
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
