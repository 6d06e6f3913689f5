"""What an outsider who has the study file and the published tables can tell of the few. It shares nothing with the protection."""
