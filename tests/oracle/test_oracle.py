"""csdesk against the second reading of the handbook: invented shops through the commands, every number and string of `month show`.

For more of them: `python -m tests.oracle.test_oracle FIRST LAST`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest

from tests.oracle import handbook, scenarios

COUNT, STEP = 100, 5


def wrong(seed: int, folder: Path) -> list[str]:
    folder.mkdir(exist_ok=True)
    scenario = scenarios.make(seed)
    theirs = scenarios.drive(scenario, folder)
    mine = handbook.months(scenario)
    return [f"seed {seed}: {text}" for a, b in zip(mine, theirs, strict=True) for text in scenarios.differences(a, b)]


@pytest.mark.parametrize("first", range(0, COUNT, STEP))
def test_csdesk_reads_the_handbook_as_the_oracle_does(first: int, tmp_path: Path) -> None:
    assert [text for seed in range(first, first + STEP) for text in wrong(seed, tmp_path / str(seed))] == []


if __name__ == "__main__":
    for number in range(int(sys.argv[1]), int(sys.argv[2])):
        with tempfile.TemporaryDirectory() as place:
            print("\n".join(wrong(number, Path(place))), end="")
