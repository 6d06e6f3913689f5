"""Gaps by unit and topic. Side-by-side pairs have no gap, and shares and means never share an average."""

import pyarrow as pa

from assets.lake.duck import connect
from schemas.tables.summary import ALL_TOPICS, GAP_SUMMARY


def gap_summary(gaps: pa.Table, origin: dict[str, object]) -> pa.Table:
    """The summary of one partition's gap fact table; one row a segment, unit and topic, and one for all topics."""
    columns = ", ".join(GAP_SUMMARY.schema().names)
    summed = connect().sql(
        f"""
        with computed as (
            select *, topic as one_topic from gaps where gap_estimate is not null
            union all by name
            select *, '{ALL_TOPICS}' as one_topic from gaps where gap_estimate is not null
        )
        select {columns} from (
            select study, wave, segment, segment_value, unit, one_topic as topic,
                count(*) as gaps,
                cast(count(*) filter (where significant) as bigint) as significant,
                sum(gap_estimate order by gap) / count(*) as mean_gap,
                sum(abs(gap_estimate) order by gap) / count(*) as mean_absolute_gap,
                max_by(gap, abs(gap_estimate) order by gap) as largest_gap,
                max_by(gap_estimate, abs(gap_estimate) order by gap) as largest_gap_estimate,
                $synthetic as synthetic, $provenance_id as provenance_id
            from computed group by all
        )
        order by segment <> 'total', segment, segment_value, unit, topic <> '{ALL_TOPICS}', topic
        """,
        params=origin,
    )
    return summed.to_arrow_table().cast(GAP_SUMMARY.schema())
