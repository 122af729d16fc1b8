"""Where the compiled code is kept."""

from pathlib import Path

from comptoir.rating.jit import compiled
from comptoir.rating.pricing import rate
from tests.rating.building import metered, record, table


def test_compiled_code_is_kept_in_a_folder_named_by_the_sources(tmp_path: Path):
    rate(table(record(60)), metered("price = 1"), cache_root=tmp_path)
    [folder] = tmp_path.iterdir()
    assert folder.name.startswith("rating-")
    assert list(folder.rglob("kernel.price_records*.nbc"))


def test_where_nothing_can_be_written_it_compiles_all_the_same(tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.touch()
    rated = rate(table(record(60)), metered("price = 1"), cache_root=blocked / "cache")
    assert rated.records["amount_micro"].to_pylist() == [1_000_000]


def test_a_function_is_compiled_once_for_each_cache(tmp_path: Path):
    from comptoir.rating.kernel import put_all

    assert compiled(put_all, tmp_path) is compiled(put_all, tmp_path)
