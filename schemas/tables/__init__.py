"""The column dictionary: every published table and column, described once, a module a stage.

Arrow schemas (field descriptions inside the Parquet files), contracts, Dagster's column schemas and the documentation all
follow from here. Proportions are fractions from 0 to 1.
"""

from schemas.tables.claims import CLAIMS
from schemas.tables.contrasts import GAP_TREND, SEGMENT_CONTRAST
from schemas.tables.estimates import ESTIMATES
from schemas.tables.gap_fact import GAP_AUDIT, GAP_FACT
from schemas.tables.responses import QUALITY, REJECTED, WEIGHTING, responses
from schemas.tables.summary import GAP_SUMMARY, PRIORITY_RANKING, QUESTIONS
from schemas.tables.table import Table
from schemas.tables.tabulation import TABULATION

TABLES: tuple[Table, ...] = (
    responses({}),
    REJECTED,
    WEIGHTING,
    QUALITY,
    TABULATION,
    ESTIMATES,
    GAP_FACT,
    GAP_AUDIT,
    SEGMENT_CONTRAST,
    GAP_TREND,
    GAP_SUMMARY,
    PRIORITY_RANKING,
    QUESTIONS,
    CLAIMS,
)
"""Every table of the lake, in the order the data flows. `responses` has its study's variables besides."""
