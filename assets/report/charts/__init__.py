"""Pictures: Vega-Lite specifications, and SVG and PNG made of them without a browser or a network.

Each kind of picture has a module. Whatever a picture says by colour it also says by shape and by word.
"""

from assets.report.charts.canvas import Picture
from assets.report.charts.dumbbell import gap_pictures
from assets.report.charts.quadrants import quadrant_pictures
from assets.report.charts.segments import segment_pictures
from assets.report.charts.slopes import priority_pictures
from assets.report.charts.trends import trend_pictures
from assets.report.evidence import Evidence

SECTIONS = {
    "gaps": gap_pictures,
    "segments": segment_pictures,
    "priorities": priority_pictures,
    "trends": trend_pictures,
    "importance": quadrant_pictures,
}
"""The sections of a report that have pictures, in its order."""


def pictures(evidence: Evidence) -> dict[str, list[Picture]]:
    """Every picture of a partition, by section; a section may have none."""
    return {section: draw(evidence) for section, draw in SECTIONS.items()}
