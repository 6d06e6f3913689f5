"""How an asset is made, whichever it is: its partition, what it follows from, where it is published, how it tells Dagster."""
