"""One sentence of why, in the rep's own words and about the line, never about the person: no praise, no bare label."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.judging.line import clean
from dialogs.judging.policy import Decision
from dialogs.model import SINS, Form

LONGEST_WHY = 200
_QUOTE_LENGTHS = (70, 50, 35, 22, 12)  # tried in turn until the sentence fits

_GATED = {
    "empty": "Nothing came through: type the line that you would say to the customer.",
    "too_long": "This is longer than 2,000 characters, so I have not read it: send the one line that you would say.",
    "no_letters": "I see no words here: type what you would say to the customer.",
    "command": "This is a command to the coach and not a line to the customer, so I have not judged it.",
    "instruction": (
        "This speaks to the program and not to the customer; I read lines as text and take no orders from them."
    ),
    "not_english": "This does not look like English, and I only know English so far: try the same line in English.",
    "gibberish": "I can make out no words here: type what you would say to the customer.",
    "small_talk": "This is a greeting or a courtesy: good manners, and nothing for me to judge yet.",
    "too_short": "One word is too little for me to judge: say it as you would to the customer.",
}
_FRAMEWORK = {"situation": "F42", "problem": "F43", "implication": "F44", "need_payoff": "F45", "none": "F41"}
_NAME = {
    "situation": "a situation question",
    "problem": "a problem question",
    "implication": "an implication question",
    "need_payoff": "a need-payoff question",
    "none": "none of the four types",
}
_TYPE = {
    "situation": "{you} ask {quote}{link}: that gathers a fact about how things are, a situation question [F42].",
    "problem": "{you} ask {quote}{link}: that looks for a difficulty, a problem question [F43].",
    "implication": (
        "{you} ask {quote}{link}: that follows a difficulty to what it leads to, an implication question [F44]."
    ),
    "need_payoff": (
        "{you} ask {quote}{link}: that lets the customer say what solving it is worth, a need-payoff question [F45]."
    ),
}
_NOTHING_TO_BUILD_ON = (
    "{you} ask {quote}: an implication question with nothing to build on yet, as I see no difficulty told before it "
    "[F44]."
)
_EARLY_PAYOFF = "{you} ask {quote}: a need-payoff question, early, as I see no difficulty told before it [F45, F46]."
_BEFORE_CONSEQUENCE = (
    "{you} ask {quote}{link}: a need-payoff question, early, as I see no consequence told yet that it would undo "
    "[F45, F46]."
)
_PITCH_ON_NEED = (
    "{you} speak of what your side has or does in {quote}: that is a pitch, and helps where it answers "
    "their want{link} [F48]."
)
# What a line that asks nothing says, where its statement kind is clear; it says more than the kind of a none-line does.
_SAYS = {
    "feature": "{you} name what your product is or has in {quote}, and not what it does for this customer [F47].",
    "advantage": (
        "{you} say how your product can help in {quote}: an advantage, and no benefit, as no want was voiced that it "
        "answers [F47, F48]."
    ),
    "benefit": "{you} answer in {quote} what they said that they want{link}: a benefit [F48].",
    "advance": "{you} ask in {quote} for a step that the customer takes: an advance, once they agree to it [F34].",
    "summary": "{you} sum up in {quote} what the customer said and have it checked [F82].",
    "criteria": "{you} ask in {quote} by what they will judge, before you shape any of it [F58].",
    "echo": "{you} give back in {quote} what they said themselves, and ask nothing about it [F41].",
    "number": "{you} put a number on the table in {quote}: that is giving ground, best kept for late [F75, F80].",
}
_KIND = {
    "pitch": "{you} speak of what your side has or does in {quote}: that is a pitch, before they asked for it [F47].",
    "close": (
        "{you} ask the customer to commit to something in {quote}: a next step, and not a question about their "
        "needs [F41]."
    ),
    "statement": "{you} tell something in {quote} and ask for no fact, difficulty, consequence or gain [F41].",
    "small_talk": "{you} keep the talk friendly with {quote}; it asks nothing about their work yet [F41].",
    "other_question": (
        "{you} ask {quote}: that is about the talk or the choice, and not about their facts, difficulties or gains "
        "[F41]."
    ),
}
_MOVE = {
    "acknowledge": "With {quote} you show that the worry{link} was heard [F70].",
    "explore": "With {quote} you ask to understand the worry{link} itself better [F70].",
    "hand_back": "With {quote} you leave the next step to the customer [F70].",
    "proof": "With {quote} you answer the worry{link} with something that can be checked [F65].",
    "minimise": "With {quote} you make the worry{link} smaller than it is for the customer [F71].",
    "prescribe": "With {quote} you tell the customer what to do, and they had not asked [F72].",
    "pressure": "With {quote} you press for a decision while the worry{link} is still there [F73].",
    "concede": "With {quote} you give something away while the worry{link} is still there [F78].",
    "attack": "With {quote} you speak badly of a rival, which tends to come back at you [F63].",
    "pitch": "With {quote} you answer the worry{link} with what your product does [F88].",
}
_ALSO = {
    "acknowledge": "show that it was heard",
    "explore": "ask about it",
    "hand_back": "leave the next step to them",
    "proof": "offer proof",
    "minimise": "play it down [F71]",
    "prescribe": "tell them what to do [F72]",
    "pressure": "press for a decision [F73]",
    "concede": "give something away [F78]",
    "attack": "speak badly of a rival [F63]",
    "pitch": "speak of your product [F88]",
}
_DOUBT = {
    "minimise": "brushing the worry aside [F71]",
    "prescribe": "telling the customer what to do [F72]",
    "pressure": "pressing for a decision [F73]",
}


def _calm(words: str) -> str:
    """Return the words without what would shout or break the sentence, on one line."""
    visible = clean(words)
    if not visible.isprintable():
        visible = "".join(c if c.isprintable() else " " for c in visible)
    return " ".join(visible.replace("!", "").replace('"', "'").replace("[", "(").replace("]", ")").split())


def _quoted(text: str, most: int) -> str:
    """Return calm words in quotation marks, cut at a word."""
    if len(text) > most:
        text = (text[:most].rsplit(" ", 1)[0] if " " in text[:most] else text[:most]).rstrip(" ,.;:-") + "…"
    return f'"{text}"'


def _fitted(pattern: str, *, words: str, told: str | None = None, joint: str = "", you: str = "You") -> str:
    """Fill in the quotes, as long as the sentence allows."""
    quote, sentence = _calm(words), _calm(told) if told else ""
    for most in _QUOTE_LENGTHS:
        link = joint + _quoted(sentence, most) if told else ""
        why = pattern.format(you=you, quote=_quoted(quote, most), link=link)
        if len(why) <= LONGEST_WHY:
            return why
    return pattern.format(you="You", quote=_quoted(quote, _QUOTE_LENGTHS[-1]), link="")[:LONGEST_WHY]


def why_gated(reason: str) -> str:
    """Return the kind sentence for a line that was not judged."""
    return _GATED[reason]


@dataclass(frozen=True, slots=True)
class SoFar:
    """How far the talk has come, from what the customer told."""

    problem: bool
    consequence: bool
    need: str | None  # the sentence that voiced a want, the latest


@dataclass(frozen=True, slots=True)
class Asked:
    """What there is to say about a question: its label and the *words* that decided it."""

    label: str
    kind: str
    form: Form
    words: str
    told: str | None  # the customer's sentence that it picks up
    so_far: SoFar
    stacked: bool
    says: str | None = None  # the statement kind that stands out, or "echo": the customer's own words


def _too_soon(label: str, so_far: SoFar) -> str | None:
    """Return what to say of a question that comes before what it builds on; None where it does not."""
    if label == "implication" and not so_far.problem:
        return _NOTHING_TO_BUILD_ON
    if label != "need_payoff" or so_far.need:
        return None
    if not so_far.problem:
        return _EARLY_PAYOFF
    return None if so_far.consequence else _BEFORE_CONSEQUENCE


def why_question(decision: Decision, asked: Asked) -> str:
    """Return why a question got its label, or what is in doubt about it."""
    if decision.verdict == "abstain":
        pattern = "I cannot tell what {quote} is after: put it in other words, as one plain question [F41]."
        return _fitted(pattern, words=asked.words)
    if decision.verdict == "ask":
        first, second = (f"{_NAME[label]} [{_FRAMEWORK[label]}]" for label in decision.candidates)
        return _fitted(f"I read {{quote}} as {first}, it could be {second}: which did you mean?", words=asked.words)
    pattern = _KIND[asked.kind] if asked.label == "none" else _TYPE[asked.label]
    pattern = _too_soon(asked.label, asked.so_far) or pattern
    told = asked.told
    if asked.label == "none":
        pattern, told = _none_pattern(asked), asked.so_far.need
    you = "Of two different questions I take the last: you" if asked.stacked else "You"
    return _fitted(pattern, words=asked.words, told=told, joint=" after ", you=you)


def _none_pattern(asked: Asked) -> str:
    """Return the sentence for a line that is none of the four; the wants that were voiced are in its link."""
    if asked.says is not None:
        return _SAYS[asked.says]
    if asked.kind != "pitch":
        return _KIND[asked.kind]
    pattern = _PITCH_ON_NEED if asked.so_far.need else _KIND["pitch"]
    return pattern if asked.form == "statement" else pattern.replace("a pitch,", "a pitch inside a question,")


def why_reply(decision: Decision, *, main: str | None, words: str, worry: str | None) -> str:
    """Return what a reply does with the worry; *main* is the move that the sentence speaks of."""
    if decision.verdict == "ask" and main is not None:
        return _fitted(f"Could {{quote}} land as {_DOUBT[main]}?", words=words)
    if main is None:
        pattern = "I cannot tell what {quote} does with the worry: say what you heard, or ask about it [F70]."
        return _fitted(pattern, words=words)
    others = [move for move in decision.named if move != main]
    others.sort(key=lambda move: move not in SINS)
    also = f", and you also {_ALSO[others[0]]}." if others else "."
    return _fitted(_MOVE[main].removesuffix(".") + also, words=words, told=worry, joint=" ")
