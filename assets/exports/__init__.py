"""Raw exports come in: the vendor's own bytes are kept by content hash, and described, never changed.

One reader a vendor layout, in `readers/`. Nothing here knows what a cell means: that is the codebook's, in the next stage.
"""
