"""Benchmarks: every bench_*.py here has `run() -> list[dict]`, one dict per line of the table.

Keys: `name`; `ours` in seconds; `other`, the yardstick's seconds of the same run (None where the limit is absolute);
`ratio`, the number that is held against `limit` (at most); `what`, one line on what was measured. `unit` of the ratio
is optional ("x" unless said, e.g. "ms"). A `run` with an optional argument gets the options that follow its name on the command line.
"""
