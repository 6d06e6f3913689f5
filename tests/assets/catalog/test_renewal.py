"""The catalog of one wave more: what did not change is taken over, and nobody can tell it from one built from nothing."""

import os
import random
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

import assets.catalog.catalog as module
from assets.catalog.catalog import publish_catalog, turn
from assets.catalog.published import FILES, MARTS
from assets.lake.paths import Lake
from assets.lake.publish import write_table
from assets.making.recipes import footer
from conftest import PROJECT
from schemas.refused import Refused
from schemas.tables import QUALITY
from schemas.tables.summary import GAP_SUMMARY
from schemas.tables.table import NUMBER, TEXT, TRUTH, WHOLE, Table

DEFAULT = {TEXT: "", WHOLE: 0, NUMBER: 0.0, TRUTH: False}


def write(table: Table, rows: list[dict], path: Path, mark: str) -> None:
    required = {column.name: DEFAULT[column.type] for column in table.columns if not column.nullable}
    made = table.build([{**required, **row} for row in rows])
    write_table(made, path, footer(table.name, rows[0]["study"], rows[0]["wave"], mark) if rows else {})


def put(lake: Lake, study: str, wave: str, text: str = "g", rows: int = 1) -> Path:
    """One partition of one mart; every row has `text` in it."""
    path = lake.table("gap_summary", study, wave)
    write(
        GAP_SUMMARY, [{"study": study, "wave": wave, "gaps": n, "largest_gap": text} for n in range(rows)], path, text
    )
    return path


def put_source(lake: Lake, wave: str, source: str, text: str) -> None:
    """A file of a mart that has a file a source."""
    row = {"study": "a", "wave": wave, "source": source, "check_name": text}
    write(QUALITY, [row], lake.table("quality", "a", wave, source), text)


def content(lake: Lake) -> dict[str, list[tuple]]:
    """Every row of every table, in an order of its own."""
    with duckdb.connect(str(lake.catalog()), read_only=True) as con:
        tables = [table.name for table in (*MARTS, FILES)]
        return {table: sorted(con.execute(f"select * from {table}").fetchall(), key=repr) for table in tables}


def texts(lake: Lake) -> list[str]:
    return sorted({row[GAP_SUMMARY.schema().get_field_index("largest_gap")] for row in content(lake)["gap_summary"]})


def built_from_nothing(lake: Lake) -> dict[str, list[tuple]]:
    lake.catalog().unlink()
    publish_catalog(lake)
    return content(lake)


@pytest.fixture
def lake(tmp_path):
    found = Lake(tmp_path / "lake")
    put(found, "s", "1", "first")
    put(found, "s", "2", "second")
    publish_catalog(found)
    return found


@pytest.fixture
def read_again(monkeypatch):
    """The files whose rows were read from Parquet since."""
    seen = []

    def read(files, columns, records):
        seen.extend(each.file for each in files)
        return module_read(files, columns, records)

    module_read = module.read
    monkeypatch.setattr(module, "read", read)
    return seen


@pytest.mark.parametrize("seed", range(2))
def test_after_any_additions_replacements_and_removals_it_holds_what_one_built_from_nothing_holds(tmp_path, seed):
    chance, found = random.Random(seed), Lake(tmp_path / "lake")
    for step in range(20):
        for _ in range(chance.randint(0, 3)):
            study, wave = chance.choice("ab"), chance.choice("123")
            path = found.table("gap_summary", study, wave)
            if path.exists() and chance.random() < 0.2:
                path.unlink()
            elif chance.random() < 0.7:
                put(found, study, wave, f"{step}", rows=chance.randint(0, 4))
            else:
                put_source(found, wave, chance.choice(["poll", "board"]), f"{step}")
        returned = publish_catalog(found)
        held = content(found)
        assert returned == {table.name: len(held[table.name]) for table in MARTS}
        if step % 5 == 4:
            shutil.copytree(found.root, tmp_path / "copy")
            assert [row[:6] for row in held["files"]] == [row[:6] for row in built_from_nothing(found)["files"]]
            assert {**held, "files": []} == {**content(found), "files": []}
            shutil.rmtree(found.root)
            (tmp_path / "copy").rename(found.root)


def test_only_the_partition_that_was_replaced_is_read_again(lake, read_again):
    put(lake, "s", "2", "replaced")
    put_source(lake, "2", "poll", "added")
    publish_catalog(lake)
    assert sorted(read_again) == ["gap_summary/s/2.parquet", "quality/a/2/poll.parquet"]
    assert texts(lake) == ["first", "replaced"]


def test_it_says_of_every_file_what_stands_in_it(lake):
    (first, second) = content(lake)["files"]
    assert first[:6] == ("gap_summary/s/1.parquet", "gap_summary", "s", "1", 1, "first")
    assert second[:6] == ("gap_summary/s/2.parquet", "gap_summary", "s", "2", 1, "second")


def test_what_was_taken_out_of_the_lake_is_in_no_byte_of_the_next_catalog(lake):
    path = put(lake, "s", "3", "Confidential words of a client", rows=3000)
    publish_catalog(lake)
    assert b"Confidential words" in lake.catalog().read_bytes()
    path.unlink()
    publish_catalog(lake)
    assert texts(lake) == ["first", "second"]
    assert b"Confidential words" not in lake.catalog().read_bytes()


def copied(lake: Lake) -> None:
    """The lake as a backup brings it back: equal bytes and times, other places on the disk, and one older file."""
    shutil.copytree(lake.root, lake.root.with_name("backup"), copy_function=shutil.copy2)
    shutil.rmtree(lake.root)
    lake.root.with_name("backup").rename(lake.root)


def foreign(lake: Lake) -> None:
    lake.catalog().unlink()
    with duckdb.connect(str(lake.catalog())) as con:
        con.execute("create table gap_summary as select 1 as mine")


def changed_by_hand(lake: Lake) -> None:
    lake.catalog().chmod(0o644)
    with duckdb.connect(str(lake.catalog())) as con:
        con.execute("update gap_summary set largest_gap = 'made up'")


def cut_off(lake: Lake) -> None:
    lake.catalog().chmod(0o644)
    os.truncate(lake.catalog(), 5000)


def of_another_dictionary(lake: Lake) -> None:
    lock = lake.root / ".catalog.lock"
    lock.write_text("0" + lock.read_text()[1:])


@pytest.mark.parametrize("harm", [copied, foreign, changed_by_hand, cut_off, of_another_dictionary])
def test_a_catalog_that_is_not_the_one_last_put_there_is_built_from_nothing(lake, harm, read_again):
    harm(lake)
    publish_catalog(lake)
    assert texts(lake) == ["first", "second"]
    assert len(read_again) == 2


def test_damage_on_the_disk_that_left_the_time_as_it_was_changes_no_row(lake, read_again):
    put(lake, "s", "1", "replaced")
    before = lake.catalog().stat()
    lake.catalog().chmod(0o644)
    with lake.catalog().open("r+b") as file:
        for place in range(0, before.st_size, 4096):
            file.seek(place + 100)
            file.write(b"damaged!")
    os.utime(lake.catalog(), ns=(before.st_atime_ns, before.st_mtime_ns))
    publish_catalog(lake)
    assert texts(lake) == ["replaced", "second"]


def test_a_file_restored_from_a_backup_is_read_again_though_it_is_older(lake):
    path = lake.table("gap_summary", "s", "1")
    shutil.copy2(path, lake.root / "backup")
    put(lake, "s", "1", "later")
    publish_catalog(lake)
    (lake.root / "backup").replace(path)
    publish_catalog(lake)
    assert texts(lake) == ["first", "second"]


def test_a_file_in_the_place_of_another_wave_is_refused_and_the_old_catalog_stays(lake):
    path = lake.table("gap_summary", "s", "1")
    shutil.copy(path, lake.table("gap_summary", "s", "3"))
    with pytest.raises(Refused) as refused:
        publish_catalog(lake)
    assert "3.parquet: it lies where the wave 3 has its rows, but holds rows of 1; move it" in str(refused.value)
    assert texts(lake) == ["first", "second"]


def test_it_does_not_grow_with_the_times_that_a_wave_is_made_again(lake):
    chance = random.Random(1)
    for wave in "12345678":
        put(lake, "s", wave, rows=500)
    publish_catalog(lake)
    built_from_nothing(lake)
    size = lake.catalog().stat().st_size
    for number in range(40):
        put(lake, "s", chance.choice("12345678"), f"{number}", rows=500)
        publish_catalog(lake)
    assert lake.catalog().stat().st_size < 3 * size


def test_a_wave_that_another_process_publishes_meanwhile_is_not_lost(lake, monkeypatch):
    code = (
        "import sys; from pathlib import Path; sys.path[:0] = ['tests', 'tests/support', 'tests/assets/catalog']\n"
        "from test_renewal import Lake, publish_catalog, put\n"
        "lake = Lake(Path(sys.argv[1])); put(lake, 's', '3'); print(flush=True); publish_catalog(lake)\n"
    )
    others = []

    def standing(lake: Lake) -> list:
        """What stands before the other comes, who then has the time that a catalog takes."""
        found = module_standing(lake)
        command = [sys.executable, "-c", code, str(lake.root)]
        others.append(subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE))
        others[0].stdout.readline()
        time.sleep(1)
        return found

    module_standing = module.standing
    monkeypatch.setattr(module, "standing", standing)
    put(lake, "s", "4")
    publish_catalog(lake)
    assert others[0].wait(timeout=60) == 0
    assert [row[1] for row in content(lake)["gap_summary"]] == ["1", "2", "3", "4"]
    assert "gap_summary/s/3.parquet" in (lake.root / "datapackage.json").read_text()


def test_who_takes_the_catalog_away_waits_for_the_one_that_is_being_made(lake):
    started = threading.Event()

    def publish() -> None:
        started.set()
        publish_catalog(lake)

    with turn(lake):
        before = lake.catalog().stat().st_ino
        other = threading.Thread(target=publish)
        other.start()
        started.wait()
        time.sleep(0.3)
        assert lake.catalog().stat().st_ino == before
        lake.catalog().unlink()
    other.join()
    assert texts(lake) == ["first", "second"]


def unchanged(lake: Lake) -> list[int]:
    return [(lake.root / name).stat().st_ino for name in ("views.sql", "datapackage.json")]


def test_what_describes_the_files_is_rewritten_only_when_it_says_something_else(lake):
    before = unchanged(lake)
    put(lake, "s", "1", "replaced")
    publish_catalog(lake)
    assert unchanged(lake) == before
    put(lake, "s", "3")
    publish_catalog(lake)
    assert "gap_summary/s/3.parquet" in (lake.root / "datapackage.json").read_text()


def test_texts_longer_than_a_block_come_back_whole(lake):
    put(lake, "s", "1", "long " * 100_000)
    publish_catalog(lake)
    assert texts(lake) == ["long " * 100_000, "second"]
