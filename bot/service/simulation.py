"""
Bots that talk to a customer, and how well the customer understands: the method must win, shortcuts must not.

Bots speak held-out lines only, never the authored `ask` lines; seeds are 0, 1, 2 ..., never chosen (customer.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.service import bargain_bots, entry_bots, topic_bots, worry_bots
from bot.service.calling import Bot, Call, at_random, echoing, play, points, repeating
from content.buyers import AnyCustomer, AnyHeldOut
from content.schema import Buyer, Customer, Paraphrases, Scenario
from content.topics import TopicCustomer
from dialogs.customer import Mood, opening_mood, problem_of
from dialogs.play import Act, CommonMood
from dialogs.plays import play_of
from dialogs.plays.all_of_them import TOPIC_RULES
from dialogs.plays.concern.answering import TELLS
from dialogs.ports import Perception
from dialogs.rehearsal import listen
from dialogs.scoring import LEAST_IMPLICATIONS

__all__ = ["BOTS", "REPS", "play", "points"]  # and what stands below


def method(call: Call) -> Iterator[str]:
    """A rep who follows the method: facts once, two problems, stays with one, worth of a fix, a dated step."""
    facts = [f"situation.{i}" for i, f in call.customer.situation.items() if not f.in_briefing]
    yield call.line(call.rng.choice(facts))
    problems = list(call.customer.problems)
    call.rng.shuffle(problems)
    yield from _until(call, lambda: [f"problem.{p}" for p in problems], lambda: _stated(call) >= 2)
    name = next((p for p in problems if call.told(f"problem.{p}")), problems[0])
    problem = call.customer.problems[name]
    payoff = next(iter(problem.payoffs))
    after = [i for i in problem.implications if i in problem.payoffs[payoff].after]
    chain = [f"implication.{name}.{i}" for i in (*after, *(i for i in problem.implications if i not in after))]
    yield from _until(call, lambda: chain, lambda: _built(call, name, after))
    yield from _until(call, lambda: [f"payoff.{name}.{payoff}"], lambda: bool(call.mood.need))
    if call.left > 2:
        yield call.rng.choice(call.held.benefits[f"payoff.{name}.{payoff}"])
    while call.left:
        yield call.line("advance")


def _built(call: Call, name: str, after: list[str]) -> bool:
    """Enough to ask what a fix is worth: three questions about consequences, and one that leads there told."""
    asked = sum(turn.label == "implication" for turn in call.turns)
    return asked >= LEAST_IMPLICATIONS and any(call.told(f"implication.{name}.{i}") for i in after)


def _stated(call: Call) -> int:
    return sum(call.told(f"problem.{p}") for p in call.customer.problems)


def _until(call: Call, nodes: Callable[[], list[str]], done: Callable[[], bool]) -> Iterator[str]:
    """Ask for untold nodes, another wording or the next node where one was not answered, until done."""
    turn = 0
    while not done() and call.left > 1:
        open_ = [node for node in nodes() if not call.told(node)] or nodes()
        yield call.line(open_[turn % len(open_)] if call.last and not call.last.credit else open_[0])
        turn += 1


def stuffing(call: Call) -> Iterator[str]:
    """Key words of everything this customer might care about, with and without a question mark."""
    words = sorted(
        {w.lower() for lines in call.held.nodes.values() for line in lines for w in re.findall(r"[a-z]{6,}", line)}
    )
    while call.left > 1:
        heap = call.rng.sample(words, 9)
        yield call.rng.choice(["{} ?", "problem impact cost {}", "{}", "what about {} consequences value ?"]).format(
            " ".join(heap)
        )
    yield call.line("advance")


def _only(kind: str) -> Bot:
    def bot(call: Call) -> Iterator[str]:
        nodes = [node for node in sorted(call.held.nodes) if node.startswith(kind)]
        while call.left > 1:
            yield call.line(call.rng.choice(nodes))
        yield call.line("advance")

    return bot


def early_pitch(call: Call) -> Iterator[str]:
    """Present, present, and ask for the order."""
    while call.left > 2:
        yield call.rng.choice(call.held.pitches)
    while True:
        yield call.line("advance")


def by_rote(call: Call) -> Iterator[str]:
    """The same questions whoever the customer is: they name nothing that this one has said."""
    yield from (
        "What are your biggest challenges?",
        "What else goes wrong?",
        "What does that lead to?",
        "And who else feels it?",
        "What does it cost you?",
        "What would it be worth if that was solved?",
        "How would it help if that was fixed?",
    )
    while True:
        yield call.line("advance")


def average(call: Call) -> Iterator[str]:
    """A middling rep: too many facts, one problem, one consequence, the worth of it, and a step without a day."""
    facts = sorted(node for node in call.held.nodes if node.startswith("situation"))
    for node in call.rng.sample(facts, 3):
        yield call.line(node)
    name = call.rng.choice(sorted(call.customer.problems))
    payoff = next(iter(call.customer.problems[name].payoffs))
    implication = call.customer.problems[name].payoffs[payoff].after[0]
    for node in (f"problem.{name}", f"problem.{name}", f"implication.{name}.{implication}", f"payoff.{name}.{payoff}"):
        yield call.line(node)
    yield call.rng.choice(call.held.pitches)
    while True:
        yield call.rng.choice(call.held.no_date_advances)


def hostile(call: Call) -> Iterator[str]:
    """Pushes and talks."""
    while True:
        yield call.rng.choice(
            [*call.held.pitches, *call.held.no_date_advances, "you need to decide, others are ahead of you"]
        )


# customer.md, "What must hold": the method at least this share, each shortcut below it
LEAST_METHOD = 0.95
BOTS: Mapping[str, tuple[Bot, float]] = {
    "method": (method, LEAST_METHOD),
    "random questions": (at_random, 0.10),
    "keyword stuffing": (stuffing, 0.02),
    "situation only": (_only("situation"), 0.02),
    "early pitch": (early_pitch, 0.02),
    "implications only": (_only("implication"), 0.02),
    "same question": (repeating(lambda node: node.startswith(("problem", "implication")), step="advance"), 0.02),
    "echo": (echoing("advance"), 0.02),
    "by rote": (by_rote, 0.02),
}
REPS: Mapping[str, Bot] = {"strong": method, "average": average, "hostile": hostile}
# by role-play, beside those that talk to every customer with topics
OWN_BOTS: Mapping[str, Mapping[str, tuple[Bot, float]]] = {"entry": entry_bots.BOTS, "negotiation": bargain_bots.BOTS}


@dataclass(frozen=True, slots=True)
class BotResult:
    """How often one bot won."""

    bot: str
    sessions: int
    won: int
    limit: float

    @property
    def share(self) -> float:
        return self.won / self.sessions

    @property
    def holds(self) -> bool:
        return self.share >= self.limit if self.bot == "method" else self.share < self.limit


@dataclass(frozen=True, slots=True)
class Understanding:
    """How held-out lines were understood: right problem, right node, out-of-scope lines refused; shares of `n`."""

    problem: float
    node: float
    refused: float
    n: int
    outside: int
    misses: tuple[tuple[str, str, str], ...] = ()  # (line, meant, understood)

    @property
    def holds(self) -> bool:
        return self.problem >= 0.88 and self.node >= 0.80 and self.refused >= 0.85  # customer.md, pooled


def bots_of(customer: Buyer) -> Mapping[str, tuple[Bot, float]]:
    """Return the bots of a customer's play, each with the share of calls that it must or may win."""
    if customer.play in TOPIC_RULES:
        return {**topic_bots.BOTS, **OWN_BOTS.get(customer.play, {})}
    return worry_bots.BOTS if customer.play == "concern" else BOTS


def reps_of(customer: Buyer) -> Mapping[str, Bot]:
    """Return the three scripted reps of a customer's play."""
    if customer.play in TOPIC_RULES:
        return topic_bots.REPS
    return worry_bots.REPS if customer.play == "concern" else REPS


def run_bot(
    name: str, scenario: Scenario, customer: Buyer, held: Paraphrases, perception: Perception, *, sessions: int
) -> BotResult:
    bot, limit = bots_of(customer)[name]
    wins = sum(
        play_of(customer).won(play(bot, scenario, customer, held, perception, seed=seed)) for seed in range(sessions)
    )
    return BotResult(name, sessions, wins, limit)


def ideal_mood(customer: Customer, node: str) -> Mood:
    """Return a mood in which *node* can sensibly be asked for: its problem told for an implication, and so on."""
    kind = node.partition(".")[0]
    name = problem_of(node)
    told: list[str] = []
    if kind in ("implication", "payoff"):
        told.append(f"problem.{name}")
    if kind == "payoff":
        payoff = customer.problems[name].payoffs[node.rpartition(".")[2]]
        told.append(f"implication.{name}.{payoff.after[0]}")
    said = tuple(f"{place}#0" for place in told)
    opening = opening_mood(customer)
    return Mood(
        opening.trust, opening.openness, opening.impatience, told=tuple(told), said=said, focus=name if told else ""
    )


def understanding(customers: Mapping[str, tuple[AnyCustomer, AnyHeldOut]], perception: Perception) -> Understanding:
    """Measure how held-out lines are understood, pooled over the customers."""
    problems = nodes = total = refused = outside = 0
    misses: list[tuple[str, str, str]] = []
    for customer, held in customers.values():
        for node, lines in held.nodes.items():
            if node == "advance":
                continue
            mood = mood_for(customer, node)
            for text in lines:
                heard = _heard_as(customer, mood, text, perception)
                total += 1
                nodes += heard == node
                same = problem_of(heard) == problem_of(node) if problem_of(node) else heard == node
                problems += same
                misses += [] if heard == node else [(text, node, heard)]
        for text in held.out_of_scope:
            heard = _heard_as(customer, play_of(customer).opening_mood(customer), text, perception)
            outside += 1
            refused += not heard
            misses += [(text, "out_of_scope", heard)] if heard else []
    return Understanding(problems / total, nodes / total, refused / outside, total, outside, tuple(misses))


def mood_for(customer: AnyCustomer, node: str) -> CommonMood:
    """Return a mood in which *node* can sensibly be brought up."""
    if isinstance(customer, TopicCustomer):
        return topic_bots.ideal_mood(customer, node)
    return ideal_mood(customer, node) if isinstance(customer, Customer) else worry_bots.ideal_mood(customer, node)


def taken_for(customer: Buyer, mood: CommonMood, text: str, perception: Perception) -> Act:
    """Return what a line is taken for."""
    percept = perception.perceive(text, listen(customer, mood))
    act: Act = play_of(customer).understand(percept, customer=customer, mood=mood).act
    return act


def _heard_as(customer: Buyer, mood: CommonMood, text: str, perception: Perception) -> str:
    """Return the node that a line is taken to ask for; empty where it is taken for none."""
    act = taken_for(customer, mood, text, perception)
    rules = TOPIC_RULES.get(customer.play)
    known = rules.kinds if rules else ("situation", "problem", "implication", "payoff", "mask", *TELLS)
    return act.node if act.kind in known else ""
