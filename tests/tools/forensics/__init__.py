"""Whether what is implied by figures keeps its word, on figures whose truth is known. `make forensics` prints it."""
