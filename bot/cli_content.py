"""`coach content`: look at, check, write and try what the coach teaches. Each command imports what it needs."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli_options import JSON, run

# as bot.commands.content_new has them: importing that would read the content's shapes at every start
_ROLE_PLAYS = ("entry", "discovery", "evaluation", "objection", "concern", "negotiation")
NEW = ("pick", "sort", "spot", "line", "fix", "plan", *_ROLE_PLAYS, "customer", "skill", "pack")


@click.group()
def content() -> None:
    """Look at and check what the coach teaches."""


@content.command("lint")
@JSON
def content_lint(as_json: bool) -> None:
    """
    Check all content and print every finding; exit 1 if there is any.

    A finding that is one of the README's faults carries its number, such as [12].
    With --json: {"files": n, "findings": [{"file", "line", "fault": n|null, "message"}]}.
    """
    from bot.commands.content import lint

    run(lambda: lint(as_json=as_json))


@content.command("list")
@JSON
def content_list(as_json: bool) -> None:
    """
    Show what there is, by framework id, and the company packs.

    With --json: {"frameworks": {"F44": [{"kind", "id", "name", "author", "reviewer"}]},
    "packs": [{"id", "company", "author", "reviewer", "truth", "products": {id: {"product", "fits": [scenario]}}}]}.
    """
    from bot.commands.content import show

    run(lambda: show(as_json=as_json))


@content.command("coverage")
@JSON
def content_coverage(as_json: bool) -> None:
    """
    Show how much practice each framework has; exit 1 if one falls short of the rule.

    A quick item counts for its first id only. With --json: {"frameworks": [{"framework", "items", "kinds": {kind: n},
    "levels": {level: n}, "manager", "customers": [id], "scenarios": [id], "exempt", "holds", "lacks": [text]}],
    "sums": {"frameworks", "exempt", "short", "items", "manager", "kinds": {kind: n}, "customers", "scenarios"}}.
    """
    from bot.commands.content_coverage import show_coverage

    run(lambda: show_coverage(as_json=as_json))


@content.command("simulate")
@click.argument("customer", required=False)
@click.option(
    "--sessions",
    type=click.IntRange(1, 400),
    default=40,
    show_default=True,
    help="Sessions for each bot; seeds are 0, 1, 2 ...",
)
@click.option("--lines", is_flag=True, help="Also show the held-out lines that were misunderstood, and a lost call.")
@JSON
def content_simulate(customer: str | None, sessions: int, lines: bool, as_json: bool) -> None:
    """
    Let the bots talk to CUSTOMER (default: to each), and print who won how often, and how well lines are understood.

    Exit 1 if a limit of the design does not hold, or if the scripted reps' points are too close together [20].
    With --json: {"customers": [{"customer", "bots": [{"bot", "sessions", "won", "share", "limit", "holds"}],
    "reps": [{"rep", "points"}]}], "understanding": {"problem", "node", "refused", "n", "holds"}}.
    """
    from bot.commands.simulate import simulate

    run(lambda: simulate(customer=customer, sessions=sessions, as_json=as_json, lines=lines))


@content.command("new")
@click.argument("kind", metavar="KIND", type=click.Choice(NEW, case_sensitive=False))
@click.argument("name", metavar="ID")
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where to write it. Default: the first folder of COACH_CONTENT_PATH.",
)
@click.option(
    "--framework", metavar="ID", help="What it serves first. Default: F44; for a role-play what its checks serve."
)
@click.option(
    "--skill", metavar="ID", help="What it trains. Default: what others of the same framework or role-play do."
)
@click.option("--scenario", "scenarios", metavar="ID", multiple=True, help="Of a pack: where to sell. Default: all.")
def content_new(
    *, kind: str, name: str, folder: Path | None, framework: str | None, skill: str | None, scenarios: tuple[str, ...]
) -> None:
    """
    Write a commented template and say what to do next. KIND is one of

    \b
    a quick item:  pick, sort, spot, line, fix, plan
    a role-play:   entry, discovery, evaluation, objection, concern, negotiation
                   (a customer, their scenario, and held-out lines for another author)
    besides:       skill, pack (a company's own products)

    \b
    entry        getting in: an introduction with a reason, from a friendly contact who cannot buy
    discovery    facts, difficulties, what they lead to, what a cure is worth (also: customer)
    evaluation   offers are compared: learn by what, then shape it honestly
    objection    a doubt spoken aloud: find out what lies behind it, then answer that
    concern      a fear that is not said, under a mask such as the price
    negotiation  the terms: a wall, an objection and a fear, told apart before anything is given

    The comments say what each part means, how many there must be, and show an example of each. What must be written
    begins with WRITE, and `coach content lint` names each such place. Nothing is overwritten. Prints the files' names;
    exit 2 if one is there already. The README's "Write a scenario" takes you through one.
    """
    from bot.commands.content_new import create

    known = "discovery" if kind.lower() == "customer" else kind.lower()
    run(lambda: create(kind=known, name=name, folder=folder, framework=framework, skill=skill, scenarios=scenarios))


@content.command("preview")
@click.argument("name", metavar="ID")
@click.option("--pack", metavar="ID", help="Sell with this company pack. Default: COACH_PACK.")
def content_preview(name: str, pack: str | None) -> None:
    """
    Show an item, a scenario or a company pack as the rep meets it.

    Of a PICK, SPOT or SORT every answer with its verdict. Of a LINE, FIX or PLAN the author's better, missing and
    flawed lines as they are judged: exit 1 where a better line does not pass [9] or one that must miss does [10].
    Of a scenario the briefing, the checks and the opening; then its exemplar, turn by turn, which must win [9], its
    counter-exemplar, which must not [10], and each line of its customer that is taken for something else.
    Of a pack each product with its briefings and answers, and which scenarios keep their own offer.
    """
    from bot.commands.content_preview import preview

    run(lambda: preview(name, pack=pack))


@content.command("walk")
@click.argument("name", metavar="[FLOW|ITEM|SCENARIO]", required=False)
@JSON
def content_walk(name: str | None, as_json: bool) -> None:
    """
    Take every button, word and kind of line in a flow, an item or a scenario (default: every flow with all content).

    Exit 1 if anything is wrong: no way out, a state that is never met, a text or a button over its limit, a break; and
    of a scenario a check that even the best call cannot pass [7].
    With --json: {"walks": [{"name", "places", "moves", "states": [...], "faults": [{"fault", "where", "what"}]}]};
    fault is the number in the README's list of faults, or null.
    """
    from bot.commands.content_walk import walk

    run(lambda: walk(name, as_json=as_json))
