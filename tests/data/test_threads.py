"""One data set asked by many threads: everybody gets their own history."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from civic import TOWN, load

from creditlang.data import History, generate


def test_each_thread_gets_the_history_that_it_asks_for(tmp_path: Path) -> None:
    generate(TOWN, subject="Person", people=40, out=tmp_path, file_format="parquet", seed=5)
    with load(tmp_path) as data:
        expected = {history.facts.id: history for history in data.histories()}

        def asked(subject: str) -> tuple[str, History]:
            return subject, data.history(subject)

        with ThreadPoolExecutor(4) as pool:
            for subject, history in pool.map(asked, [*expected] * 3):
                assert (history.facts, history.records) == (expected[subject].facts, expected[subject].records)
