"""Says every few seconds how far a comparison is, and what it waits for: on standard error, from a
thread of its own, so that a judge who does not answer is seen."""

import sys
import threading
import time

INTERVAL_S = 5


class Progress:
    def __init__(self, pairs):
        self.wanted, self.pairs = pairs, 0
        self.start = time.monotonic()
        self.does("starts")
        threading.Thread(target=self.run, daemon=True).start()

    def does(self, task):
        """What is done from now on."""
        self.task, self.task_start = task, time.monotonic()

    def seconds(self):
        return time.monotonic() - self.start

    def run(self):
        while True:
            time.sleep(INTERVAL_S)
            seconds = self.seconds()
            line = (f"{self.pairs:,} of {self.wanted:,} pairs after {seconds:.0f} s, "
                    f"{self.pairs / seconds:,.0f} a second")
            waited = time.monotonic() - self.task_start
            if waited >= INTERVAL_S:
                line += f"; for {waited:.0f} s: {self.task}"
            print(line, file=sys.stderr, flush=True)
