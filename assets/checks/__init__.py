"""What asset checks look at, apart from contracts: whether what was made may go to readers.

Comes in: tables as they are about to be published. Goes out: findings, which `materialize.py` tells Dagster. No figure changes
here, and nobody is taken out.
"""
