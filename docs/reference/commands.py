"""The command line as a page for people: `commands.md` is what this prints. What it says is what `gap VERB --help` says."""

from collections.abc import Iterator

import typer

from pipeline.command_line import app


def page() -> Iterator[str]:
    """The lines of the page."""
    gap = typer.main.get_command(app)
    context = typer.Context(gap, info_name="gap")
    yield "# Commands\n"
    yield "Written from the command line itself: `gap --help`, and `--help` after a command, say the same. A command ends with 0"
    yield "when it is done, with 1 when it refuses and says why, and with 2 when it does not know its words.\n"
    yield "| Command | What it does |\n|---|---|"
    verbs = {name: gap.get_command(context, name) for name in gap.list_commands(context)}
    yield from (f"| [`gap {name}`](#gap-{name}) | {_cell(verb.help)} |" for name, verb in verbs.items())
    yield from _words(gap, context)
    for name, verb in verbs.items():
        own = typer.Context(verb, info_name=name, parent=context)
        yield f"\n## gap {name}\n\n{verb.help}\n"
        yield f"```text\n{' '.join([own.command_path, *verb.collect_usage_pieces(own)])}\n```"
        yield from _words(verb, own)


def _words(command, context) -> Iterator[str]:
    """What may be said after a command, if anything."""
    told = [record for parameter in command.get_params(context) if (record := parameter.get_help_record(context))]
    if words := [(word, about) for word, about in told if word != "--help"]:
        yield "\n| Word | What it says |\n|---|---|"
        yield from (f"| `{word}` | {_cell(about)} |" for word, about in words)


def _cell(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


if __name__ == "__main__":
    print("\n".join(page()))
