"""What a study says of how an export is read is done, or refused: nothing that is said has no effect."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assets.exports.export import Reading
from assets.exports.readers import describe
from schemas.refused import Refused


@pytest.mark.parametrize(
    "said", [{"header": [2]}, {"encoding": "cp1252"}, {"sheet": "Data"}, {"layout": "qualtrics"}], ids=str
)
def test_what_cannot_be_said_of_a_file_is_refused(tmp_path, said):
    path = tmp_path / "poll.parquet"
    pq.write_table(pa.table({"id": ["1", "2"], "q": ["yes", "no"]}), path)
    (word,) = said
    with pytest.raises(Refused, match=f"poll.parquet: .*leave {word} out"):
        describe(path, Reading(**said))
