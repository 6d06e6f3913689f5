"""The claims ledger: what arithmetic and the data say of every published figure."""
