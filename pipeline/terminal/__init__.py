"""What the command line prints: messages, refusals, and tables of gaps."""
