"""What people look at: one self-contained page a partition, made from the published tables and the study file.

`evidence` reads, `words` says, `charts` draws, `disclosure` answers what a reader must be told, `page` puts it together.
No figure is computed here, and none leaves without what limits it.
"""
