"""The values that the core takes and returns. Everything is frozen; a change is a new value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, NewType

from dialogs.replies import Reply

if TYPE_CHECKING:
    from dialogs.asking_store import Deed
    from dialogs.privacy.model import Act
    from dialogs.reassessment.model import AccountChange

WorkspaceId = NewType("WorkspaceId", str)
MemberId = NewType("MemberId", str)
SessionId = NewType("SessionId", str)
EventId = NewType("EventId", str)

Json = Mapping[str, Any]  # what json.dumps takes; JSON columns are replaced, never edited in place

LOCAL_CHANNEL = "terminal"  # what is typed there reaches no other machine

QuestionLabel = Literal["situation", "problem", "implication", "need_payoff", "none"]
QUESTION_LABELS: tuple[QuestionLabel, ...] = ("situation", "problem", "implication", "need_payoff", "none")
NONE_KINDS = ("statement", "pitch", "close", "small_talk", "other_question")  # what a "none" line is
MOVES = (
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
)
SINS = ("minimise", "prescribe", "pressure")  # F71, F72, F73
# What a line says, several at once (rubrics.md, end): F47, F48; advance F34, summary F82, criteria F58, number F80.
STATEMENT_KINDS = ("feature", "advantage", "benefit", "advance", "summary", "criteria", "number")

Form = Literal["open", "closed", "leading", "statement"]
VerdictKind = Literal["given", "ask", "abstain"]
Task = Literal["question", "reply"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the rep's line in code points, *end* exclusive, and what it shows."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """
    What the judge made of one line.

    For the task "question": `probabilities` over QUESTION_LABELS sums to 1, `label` is the
    likeliest, also when the verdict is "ask" or "abstain"; `moves` is None.
    For the task "reply": `moves` holds ten independent probabilities, `named` those asserted;
    `label` and `probabilities` are None.
    For both: `statement_kinds` holds seven independent probabilities; None where the gate stopped the line.
    """

    task: Task
    gate: str | None  # why the line was not judged at all: "empty", "too_short", ...
    form: Form
    label: str | None
    probabilities: Mapping[str, float] | None
    moves: Mapping[str, float] | None
    named: tuple[str, ...]
    verdict: VerdictKind
    spans: tuple[Span, ...]
    why: str
    kind: str | None = None  # one of NONE_KINDS, likeliest, whatever the label
    kinds: Mapping[str, float] = field(default_factory=dict)  # probabilities over NONE_KINDS, sum 1
    candidates: tuple[str, ...] = ()  # on "ask": the two readings, or the doubtful sins
    questions: int = 0  # question clauses found in the line
    stacked: bool = False  # two clauses of different types; the last one was judged
    linked: int | None = None  # index in `told` of the customer's sentence that the line picks up
    problem_told: bool = False  # some sentence in `told` states a difficulty
    statement_kinds: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that a customer knows and how near the line came to it (cosine, -1 to 1)."""

    node: str  # "situation.ID", "problem.ID", "implication.PROBLEM.ID", "payoff.PROBLEM.ID", "advance", "out_of_scope"
    similarity: float


@dataclass(frozen=True, slots=True)
class Listening:
    """What the state on top of the stack wants to know about a typed line, before the step."""

    task: Task = "question"
    told: tuple[str, ...] = ()  # the customer's earlier sentences, oldest first
    worry: str | None = None
    alone: bool = False  # judge it beside the worry alone; four in five replies that the judge learnt from are so
    customer_id: str | None = None  # match the line to what this customer knows
    today: date | None = None  # in the rep's zone: find the days that the line names; None: look for none
    faults: bool = False  # read what asks nothing as a reply to what was said last, too, for its moves
    ahead: bool = False  # a day without a year or a week is one to come; otherwise one that was
    month_first: bool = False  # how the rep writes "5/6"; whoever takes the turn knows where they live


@dataclass(frozen=True, slots=True)
class Dated:
    """A day that a line names, and where: code points, *end* exclusive."""

    start: int
    end: int
    day: date


@dataclass(frozen=True, slots=True)
class Percept:
    """A line as perceived: the judgement, and what of this customer's knowledge it touches, nearest first."""

    judgement: Judgement
    heard: tuple[Heard, ...] = ()
    clauses: tuple[tuple[Heard, ...], ...] = ()  # the same for each question clause, where there are several
    parts: tuple[Percept, ...] = ()  # each sentence by itself, where there are several; without parts of its own
    signs: frozenset[str] = frozenset()  # what the words alone show, see dialogs/wording.py
    faults: frozenset[str] = frozenset()  # moves named where `Listening.faults` asked for them and nothing is asked
    weights: str = ""  # the key of what judged, for a review of the verdict
    dates: tuple[Dated, ...] = ()  # in the order of the line; empty where `Listening.today` was not given


@dataclass(frozen=True, slots=True)
class Frame:
    """One flow in progress: its name, its version, the state it waits in, and its own small facts."""

    flow: str
    state: str
    data: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Session:
    """
    One run of one dialog, as a stack of frames; the last frame is on top.

    `facts` and `parked` (frames left by `menu` or `stop`, to be continued) carry over to the
    member's next session. `ordinal` counts a member's sessions from 1; `version` counts saves
    from 0 (not yet saved). A row stays under 4 KB (customer.md).
    """

    id: SessionId
    workspace_id: WorkspaceId
    member_id: MemberId
    ordinal: int
    version: int
    seed: int
    content_hash: str
    frames: tuple[Frame, ...]
    parked: tuple[Frame, ...] = ()
    facts: Json = field(default_factory=dict)
    closed: bool = False

    @property
    def stamp(self) -> str:
        """What a button carries, so that a press on an older message is known as such: "ordinal.version"."""
        return f"{self.ordinal}.{self.version}"


@dataclass(frozen=True, slots=True)
class Turn:
    """
    One thing a person did: typed a text, pressed a choice, or (neither) arrived.

    `at` is an aware UTC instant. `event_id` is the platform's, or the channel's own.
    """

    event_id: EventId
    channel: str
    who: str  # the person's address on the channel
    at: datetime
    text: str | None = None
    choice: str | None = None
    stamp: str | None = None  # of the message whose button was pressed, see `Session.stamp`; None: no telling
    zone_guess: str | None = None  # an IANA name, where the channel cannot tell the person's time zone: ask them
    mentions: tuple[str, ...] = ()  # addresses of the people whom the text names, where the channel knows them
    strangers: tuple[str, ...] = ()  # handles in the text ("@ann") that are nobody's whom the channel knows
    handle: str | None = None  # the person's own, without @; "" where they have none, None where there are none


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a workspace, found by the address that a channel knows them under."""

    id: MemberId
    workspace_id: WorkspaceId
    name: str
    channel: str
    address: str
    zone: str | None = None  # IANA name; None: not known yet
    unreachable: bool = False  # the channel said for good that this address takes no messages
    practice: Json = field(default_factory=dict)  # what was practised and when it is due again, see dialogs/practice.py
    deactivated: bool = False  # whoever runs the workspace has switched the coach off for them
    handle: str = ""  # of the address, in lower case, as it was when they last wrote


@dataclass(frozen=True, slots=True)
class Outgoing:
    """
    A reply on its way to an address, as the outbox holds it.

    `dialog_state` ("flow.state") and `stamp` (`Session.stamp`) are those after the turn that it answers.
    `attempts` counts the times that a channel was asked to take it, this one included. `in_doubt`: an earlier time may
    have succeeded without our knowing. `unasked`: the coach starts it itself, it answers no turn.
    """

    key: str
    workspace_id: WorkspaceId
    channel: str
    address: str
    reply: Reply
    dialog_state: str
    stamp: str
    attempts: int
    in_doubt: bool = False
    unasked: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at a drill, or one rep turn of a role-play: append-only, never edited."""

    run: str  # the run of the drill or scenario within the session
    content_id: str
    kind: str  # of the quick item, or "PLAY"
    text: str  # the rep's words, or the id of the option tapped
    label: str | None
    # "passed", "missed", "ask", "abstain", "gated", "disagreed"; "kept": a plan; "self": marked by the rep
    verdict: str
    frameworks: tuple[str, ...] = ()
    detail: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """
    A rep's objection to one verdict, as it stands now: a later one to the same verdict takes its place.

    `place` tells the verdicts of a run apart; the attempt that the verdict was about has it in `detail["judged"]`,
    beside what the judge made of the line.
    """

    run: str
    place: str
    content_id: str
    task: Task
    label: str | None  # as the rep was told; None for a reply
    named: tuple[str, ...]  # the moves that the rep was told; empty for a question
    own: str | None  # the rep's reading: a label or a move, "none", "something_else"; None: not said
    shared: bool  # whether a reviewer may read the line


@dataclass(frozen=True, slots=True)
class Disputed:
    """A disagreement as a reviewer sees it: never whose it is, and the line only where it was shared."""

    content_id: str
    task: Task
    label: str | None
    named: tuple[str, ...]
    verdict: str  # a VerdictKind; empty where the attempt is not known any more
    probabilities: Json  # over QUESTION_LABELS, or over MOVES for a reply
    weights: str
    own: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Score:
    """One yes/no check of a finished run. `passed` is None where the judge abstained: it leaves the total."""

    run: str
    content_id: str
    check: str
    passed: bool | None
    points: int
    frameworks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """What one turn led to. Nothing has happened yet: the caller saves it, then sends the replies."""

    session: Session
    replies: tuple[Reply, ...]
    attempts: tuple[Attempt, ...] = ()
    scores: tuple[Score, ...] = ()
    zone: str | None = None  # the IANA name that the person told us, where this turn was about it
    disagreements: tuple[Disagreement, ...] = ()
    practice: Json | None = None  # of the member, where this turn changed it
    account_changes: tuple[AccountChange, ...] = ()  # in order; all of the member's own accounts
    acts: tuple[Act, ...] = ()  # on the member's own data
    deeds: tuple[Deed, ...] = ()  # in the store, beside all that

    @property
    def state(self) -> str:
        """Where the session now waits, as "flow.state"."""
        top = self.session.frames[-1]
        return f"{top.flow}.{top.state}"
