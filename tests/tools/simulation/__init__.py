"""Whether intervals and tests keep their word, on samples whose truth is known. `make simulate` prints it; nothing is asserted."""
