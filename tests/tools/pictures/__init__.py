"""The pictures of the documentation, made again from the bundled study with synthetic respondents."""
