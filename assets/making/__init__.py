"""How an asset is made, whichever it is: its partition, what it follows from, where it is published, what Dagster hears of it."""
