"""The shape of every content file, as frozen models. A leaf: it reads no file, and imports only what it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, model_validator

from content.basics import Content, ContentId, CustomerLine, Feedback, FrameworkId, Label, Line, Prompt
from content.offer import Binds, Offer

# whoever writes a model finds here what it is made of; and the models below
__all__ = ["Content", "ContentId", "CustomerLine", "Feedback", "FrameworkId", "Label", "Line", "Prompt"]

LEAST_BENEFITS = 2  # lines of a discovery call that answer an explicit need

Rubric = Literal["entry", "discovery", "evaluation", "objection", "concern", "negotiation"]
RUBRICS: tuple[str, ...] = get_args(Rubric)  # the role-plays, in the order in which a sale runs
QuestionType = Literal["situation", "problem", "implication", "need_payoff"]
Move = Literal[
    "acknowledge",
    "explore",
    "hand_back",
    "proof",
    "minimise",
    "prescribe",
    "pressure",
    "concede",
    "attack",
    "pitch",
]
Fault = Literal["minimise", "prescribe", "pressure", "concede", "attack"]
StatementKind = Literal["feature", "advantage", "benefit", "advance", "summary", "criteria", "number"]


class Item(Content):
    """What every object of content carries: a stable id, the frameworks it serves, who wrote and who re-read it."""

    id: ContentId
    frameworks: tuple[FrameworkId, ...] = Field(min_length=1)
    author: Label
    reviewer: Label


class Signed(Item):
    """
    What a rep practises on. A second reader signs it with a name.

    `truth`: no untrue or misleading claim is a model answer. `people`: nobody is a stereotype.
    """

    truth: Label = "pending"
    people: Label = "pending"


SkillGroup = Literal["questions", "worries", "criteria", "deal", "strategy"]


class Skill(Item):
    """One trainable behaviour. Skills are learnt in their `order`, and chosen by `group`."""

    name: Label
    group: SkillGroup
    order: int = Field(ge=1)
    goal: Prompt  # what a rep does who has it
    why: Prompt


class Persona(Content):
    """Whom the rep talks to. Fictional."""

    name: Label
    role: Label
    company: Prompt
    pressures: tuple[Prompt, Prompt]
    voice: Prompt


class Node(Content):
    """Something the customer knows: lines that ask for it, and how the customer tells it."""

    ask: tuple[Line, ...] = Field(min_length=12)  # customer.md: at least 12, written differently
    say: tuple[CustomerLine, ...] = Field(min_length=1)


class Fact(Node):
    """A fact about how things are. Asking for one that the briefing gives costs patience."""

    in_briefing: bool = False
    surfaces: ContentId | None = None  # the problem that this fact makes easier to tell


class Implication(Node):
    severity: int = Field(ge=1, le=5)


class Payoff(Node):
    """What solving it would be worth. Its `say` is an explicit need: the customer wants it."""

    after: tuple[ContentId, ...] = Field(min_length=1)  # any one of these implications comes first


class Problem(Node):
    """A difficulty. Told only at enough openness; before that, one of `guarded`."""

    name: Label  # for asking back: "you mean the late trucks, or ...?"
    openness: float = Field(ge=0, le=5)
    guarded: tuple[CustomerLine, ...] = Field(min_length=2)
    implications: dict[ContentId, Implication] = Field(min_length=2)
    payoffs: dict[ContentId, Payoff] = Field(min_length=1)


class Bait(Content):
    """A line by which the customer tempts the rep into pitching too soon. It is added to what they say."""

    id: ContentId
    after_turn: int = Field(ge=1, le=6)
    say: CustomerLine


class Advance(Content):
    """The next step that the customer agrees to once the need is explicit. `ask` lines name an act and a date."""

    ask: tuple[Line, ...] = Field(min_length=12)
    agree: tuple[CustomerLine, ...] = Field(min_length=2)
    no_date: tuple[CustomerLine, ...] = Field(min_length=2)  # willing, but the rep named no date


class Reactions(Content):
    """What the customer says when nothing is told. Each wording is used before any comes again."""

    puzzled: tuple[CustomerLine, ...] = Field(min_length=3)  # an implication of something never said
    no_need: tuple[CustomerLine, ...] = Field(min_length=3)  # a gain asked for before any consequence
    repeat: tuple[CustomerLine, ...] = Field(min_length=3)  # already told
    in_briefing: tuple[CustomerLine, ...] = Field(min_length=3)
    impatient: tuple[CustomerLine, ...] = Field(min_length=3)  # situation questions over the budget
    scatter: tuple[CustomerLine, ...] = Field(min_length=3)  # several things at once
    unclear: tuple[CustomerLine, ...] = Field(min_length=3)  # asks back; {one} and {other} are problem names
    vague: tuple[CustomerLine, ...] = Field(min_length=3)  # asks what is meant, and names nothing
    lost: tuple[CustomerLine, ...] = Field(min_length=3)  # nothing this customer knows
    statement: tuple[CustomerLine, ...] = Field(min_length=3)
    echo: tuple[CustomerLine, ...] = Field(min_length=3)  # the customer's own words handed back
    small_talk: tuple[CustomerLine, ...] = Field(min_length=3)
    pitch: tuple[CustomerLine, ...] = Field(min_length=3)  # a capability before the need
    pitch_ok: tuple[CustomerLine, ...] = Field(min_length=3)  # tied to the need that the customer voiced
    pitch_off: tuple[CustomerLine, ...] = Field(min_length=3)  # after the need, but about something else
    close_early: tuple[CustomerLine, ...] = Field(min_length=3)
    leave: tuple[CustomerLine, ...] = Field(min_length=2)


class Buyer(Signed):
    """What every simulated customer has, whichever role-play it is made for: `play` says which."""

    play: str
    industry: ContentId
    persona: Persona
    opening: CustomerLine
    start: dict[Literal["trust", "openness", "impatience"], float]
    limits: dict[Literal["situation_budget", "impatience_end"], float]
    baits: tuple[Bait, ...] = Field(min_length=1)
    # lines that commit a fault in this customer's own matters; a typed line is compared with them
    faults: dict[Fault, Annotated[tuple[Line, ...], Field(min_length=12)]] = Field(default_factory=dict)
    out_of_scope: tuple[Line, ...] = Field(min_length=10)  # what reps ask that this customer knows nothing of

    @property
    def first_name(self) -> str:
        return self.persona.name.split()[0]

    def nodes(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield every node's name, as in `dialogs.model.Heard`, with its `ask` lines; "out_of_scope" last."""
        for fault, lines in self.faults.items():
            yield f"fault.{fault}", lines
        yield "out_of_scope", self.out_of_scope

    def sayings(self) -> Iterator[str]:
        """Yield every sentence in which the customer tells something that a rep may take up."""
        yield self.opening


class Customer(Buyer):
    """A customer of a discovery call: what they know, when they tell it, how they take being asked."""

    play: Literal["discovery"]
    situation: dict[ContentId, Fact] = Field(min_length=4)
    problems: dict[ContentId, Problem] = Field(min_length=3)
    advance: Advance
    reactions: Reactions

    def nodes(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        for fact_id, fact in self.situation.items():
            yield f"situation.{fact_id}", fact.ask
        for problem_id, problem in self.problems.items():
            yield f"problem.{problem_id}", problem.ask
            for implication_id, implication in problem.implications.items():
                yield f"implication.{problem_id}.{implication_id}", implication.ask
            for payoff_id, payoff in problem.payoffs.items():
                yield f"payoff.{problem_id}.{payoff_id}", payoff.ask
        yield "advance", self.advance.ask
        yield from super().nodes()

    def sayings(self) -> Iterator[str]:
        for problem in self.problems.values():
            for node in (problem, *problem.implications.values(), *problem.payoffs.values()):
                yield from node.say
        for fact in self.situation.values():
            yield from fact.say


class Scenario(Signed):
    """
    A role-play: a customer, what the rep knows and sells, and the rubric that the debrief uses.

    What the rep sells is a sentence (`sells`) or a whole `offer`. With `binds` a company's product may stand in for it.
    """

    title: Label
    customer: ContentId
    rubric: Rubric
    # not offered to reps yet: authors preview, walk and simulate it until its bots hold
    draft: bool = False
    skill: ContentId
    level: Literal[1, 2, 3]
    sells: Prompt  # what the rep sells, in one sentence; as in the offer, where there is one
    offer: Offer | None = None
    binds: Binds | None = None
    briefing: Prompt  # what the rep knows before the call; {words} as in content.offer
    goal: Prompt
    most_turns: int = Field(ge=8, le=10)
    # how one might try to win without the skill, listed before tuning
    shortcuts: tuple[Prompt, ...] = Field(min_length=3)
    benefit: tuple[Line, ...] = ()  # discovery: two capability lines at least that are tied to an explicit need
    exemplar: tuple[Line, ...] = Field(min_length=8)  # the rep's lines of a conversation that must pass
    counter_exemplar: tuple[Line, ...] = Field(min_length=5)  # and of one that must fail

    @model_validator(mode="before")
    @classmethod
    def _sells_its_offer(cls, given: Any) -> Any:
        """An offer says what is sold, so nobody need write it twice."""
        offer = given.get("offer") if isinstance(given, dict) and "sells" not in given else None
        return {**given, "sells": offer.get("sells")} if isinstance(offer, dict) else given

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.rubric == "discovery" and len(self.benefit) < LEAST_BENEFITS:
            raise ValueError("benefit: a discovery call has at least two lines")
        if self.offer and self.offer.sells != self.sells:
            raise ValueError("sells: the offer says it otherwise; leave one of the two out")
        return self


class Paraphrases(Content):
    """Lines by another author, frozen by hash: the bots speak them, no `ask` line is made from them."""

    play: str
    customer: ContentId
    author: Label
    reviewer: Label
    nodes: dict[str, tuple[Line, ...]]  # node name -> at least five lines; an advance's each with a date
    out_of_scope: tuple[Line, ...] = Field(min_length=10)


class HeldOut(Paraphrases):
    """Held-out lines for a customer of a discovery call."""

    play: Literal["discovery"] = "discovery"
    pitches: tuple[Line, ...] = Field(min_length=5)
    benefits: dict[str, tuple[Line, ...]]  # payoff node name -> capability lines tied to that need
    no_date_advances: tuple[Line, ...] = Field(min_length=5)


class Message(Content):
    """A text of the coach's own. {names} are filled in by the flow that says it."""

    text: str
    kind: Literal["prompt", "feedback", "label", "brief"] = "prompt"


class Messages(Content):
    """One file of messages, by id such as "menu.choose"."""

    messages: dict[str, Message]
