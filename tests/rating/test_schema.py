import pyarrow as pa
import pytest

from comptoir.rating.schema import RATED, RATING_INPUT, RECORDS, WrongSchema, check


def test_a_table_of_its_own_schema_passes():
    table = RECORDS.empty_table()
    assert check(table, RECORDS) is table


def test_the_wider_schemas_begin_with_the_narrower():
    assert RATING_INPUT.names[: len(RECORDS)] == RECORDS.names
    assert RATED.names[: len(RATING_INPUT)] == RATING_INPUT.names


@pytest.mark.parametrize(
    ("broken", "sentence"),
    [
        (lambda t: t.drop_columns(["batch_id"]), "batch_id is missing"),
        (lambda t: t.append_column("extra", pa.array([], pa.int8())), "extra is one too many"),
        (lambda t: t.set_column(7, "quantity", pa.array([], pa.float64())), "quantity is double"),
        (lambda t: t.rename_columns(["id", *t.column_names[1:]]), "must be record_id"),
    ],
)
def test_another_table_is_refused_with_the_column_that_differs(broken, sentence):
    with pytest.raises(WrongSchema, match=sentence):
        check(broken(RECORDS.empty_table()), RECORDS)


def test_empty_values_are_refused():
    rows = pa.table({name: pa.nulls(1, RECORDS.field(name).type) for name in RECORDS.names}, schema=RECORDS)
    with pytest.raises(WrongSchema, match="empty values"):
        check(rows, RECORDS)
