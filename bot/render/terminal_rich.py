"""
Replies as rich draws them on a terminal that somebody looks at. Imported only by the TTY face: rich is not free.

Every string becomes a `Text`, never markup: a rep may well type "[red]".
"""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from bot.render.terminal import Passage, passages, visible
from dialogs.replies import Ask, Card, Choice, Reply

_MARGIN = 2
_NAME_WIDTH = 24  # leaves 30 columns for the value at a width of 60


class Page:
    """A margin on both sides. Lines end where their words end: a terminal made narrower does not break them again."""

    def __init__(self, body: RenderableType) -> None:
        self._body = body

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        inner = options.update_width(max(options.max_width - 2 * _MARGIN, 1))
        for line in console.render_lines(self._body, inner, pad=False):
            yield Segment(" " * _MARGIN)
            yield from line
            yield Segment.line()


class Said:
    """The customer's words: a bar on the left of each line, also of those that wrap."""

    def __init__(self, passage: Passage) -> None:
        self._passage = passage

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        bar = "| " if options.ascii_only else "│ "
        name = f"{self._passage.name}: " if self._passage.name else ""
        words = Text.assemble((name, "bold"), self._passage.text)
        for line in words.wrap(console, max(options.max_width - len(bar), 1)):
            yield Text.assemble((bar, "cyan"), line)


def rendered(reply: Reply) -> RenderableType:
    """Return the reply with a margin; it wraps to whatever width it is printed at."""
    body = _card(reply) if isinstance(reply, Card) else Group(*map(_line, passages(_text(reply))))
    parts: list[RenderableType] = [body]
    if isinstance(reply, Ask) and reply.choices:
        parts += [Text(""), _choices(reply.choices)]
    return Page(Group(*parts))


def _text(reply: Reply) -> str:
    return reply.text if isinstance(reply, Ask) else reply.plain_text()


def _line(passage: Passage) -> RenderableType:
    if passage.kind == "said":
        return Said(passage)
    return Text(passage.text, style="dim" if passage.kind == "aside" else "")


def _choices(choices: tuple[Choice, ...]) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right", style="cyan", no_wrap=True)
    grid.add_column(overflow="fold")
    for number, choice in enumerate(choices, 1):
        grid.add_row(Text(str(number)), Text(visible(choice.label)))
    return grid


def _card(card: Card) -> Group:
    rows = [(Text(visible(name)), Text(visible(value))) for name, value in card.fields]
    title = Text(visible(card.title), style="bold")
    if not any(name.plain for name, _ in rows):
        return Group(title, Text(""), *(value for _, value in rows))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(max_width=_NAME_WIDTH, style="dim", overflow="fold")
    grid.add_column(overflow="fold")
    for name, value in rows:
        grid.add_row(name, value)
    return Group(title, Text(""), grid)
