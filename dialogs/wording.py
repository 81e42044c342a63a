"""
What the words of a line show by themselves: a heap of key words, an echo, a date, a line that names no subject.

Rules on words, each with the figure it rests on; what a line means is perception's to say.
"""

from __future__ import annotations

import functools
import re

from content.schema import Buyer
from dialogs.amounts import names_an_amount
from dialogs.judging.segment import question_clauses, sentences
from dialogs.patterns import regex
from dialogs.trading import signs_of_trade

LISTED, ECHO, GENERAL, DATED = "listed", "echo", "general", "dated"
FIGURE, DENIES = "figure", "denies"  # a figure with its unit; a "not" or a "no"
AFFIRMS, LACKS = "affirms", "lacks"  # "it does", "it is in there"; "we don't do it", "no, it can't"
FORMULA, SORRY = "formula", "sorry"  # of a reply: "I understand", which fits any customer; an apology
SAYS_BACK = "says back"  # begins by saying what was heard, without a word of us: "so it's the seating."
ASKS_ANYBODY = "asks anybody"  # its questions name no subject, whatever is said before them
WEIGHS = "weighs"  # asks what one chooses by, or what counts more: "what matters most to you?"
PAST = "past"  # asks to be put through to somebody, or for their number: past whom one talks with
BESIDES = "besides"  # asks for something other than what was spoken of: "apart from the late trucks, what else?"

ECHO_SHARE = 0.8  # this much of a line's words are the customer's own
MOST_GENERAL = 14  # words; a longer line has a subject, whatever its words are; our guess

_WORD = regex(r"[^\W\d_]+(?:'[a-z]+)?")
_SUM = regex(r"\d[\d.,' ]*")

_FUNCTION = frozenset(
    """
    a an the i you he she it we they me us them my your our their its this that these those there here what who whom
    whose which when where why how is are was were be been am do does did done have has had will would can could should
    may might must shall to of in on at by for from with about as into through over after before up down out off and
    or but if so than then not no any some all each every more most much many one ever else just only very too also
    get gets got
    """.split()  # noqa: SIM905 - a list of ninety quoted words is not read more easily
)

# Words that ask, and name nothing of this customer's: a line of these alone points at what was said before.
_GENERAL = _FUNCTION | frozenset(
    """
    affect affected affects happened aspect aspects bad badly because behind being benefit benefits better big
    bigger biggest bit bother bothers bothering business call caused causes challenge challenges change come comes
    consequence consequences cost costing costs day days deal difference difficult difficulties difficulty
    downstream effect effects end ends feel feels felt fix fixed frustrate frustrates frustrating frustration gain
    gains gap gaps give go goes going gone hard happen happens hear help helped helping helps hit hits hold holds
    hurt hurting hurts i'd i'm impact impacts improve improved issue issues it's keep keeps kind knock-on knock lead
    leads left like long look main make makes matter matters mean means moment money month months mostly night now
    ok on ons part people problem problems put really result results right say see serious seriously situation solve
    solved sort suffer suffers spend tell thing things think time times today tough trouble troubles troubling true
    two use useful value want way week weeks well what's where's who's work working worry worries worse worst worth
    wrong year years facing real current process walk timeline goal goals success forward move moving stopping
    example involved company firm operation operations lab labs site sites team place side please sorry hmm actually
    currently again still yet anything something anyone somebody others other
    """.split()  # noqa: SIM905
)


def signs(text: str, *, told: tuple[str, ...], customer: Buyer) -> frozenset[str]:
    """Return which of the signs the line shows, those of trade too; *told* is what the customer has disclosed."""
    shown = {
        LISTED: is_listed(text),
        ECHO: is_echo(text, told),
        GENERAL: is_general(text, customer),
        DATED: names_a_date(text),
        FIGURE: names_an_amount(text),
        DENIES: denies(text),
        FORMULA: is_formula(text),
        LACKS: _LACKS.search(text) is not None,
        AFFIRMS: _AFFIRMS.search(text) is not None,
        SORRY: _SORRY.search(text) is not None,
        SAYS_BACK: _SAYS_BACK.match(text) is not None,
        BESIDES: _BESIDES.search(text) is not None,
        PAST: _PAST_THEM.search(text) is not None,
        WEIGHS: _WEIGHS.search(text) is not None,
        ASKS_ANYBODY: asks_anybody(text, customer),
    }
    return frozenset(sign for sign, there in shown.items() if there) | signs_of_trade(text, customer=customer)


def denies(text: str) -> bool:
    """True where the line says no to something; not of what "you won't" have, nor of what "doesn't matter"."""
    return any(not _OF_YOU.search(text[: no.start()]) for no in _DENIES.finditer(text))


@functools.lru_cache(maxsize=64)  # what the customer says is compared with every line that follows
def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a line in lower case, without figures and marks."""
    return tuple(word.lower() for word in _WORD.findall(text))


SHORT = 7  # words, of which one that binds makes a sentence; our guess


def is_listed(text: str) -> bool:
    """
    True for a heap of key words that is no sentence: five or more words, and hardly a word that binds them.

    A short sentence has one at least: "the december quarter closed fine tho".
    """
    words = words_of(text)
    if len(words) < 5:
        return False
    bound = sum(word.partition("'")[0] in _FUNCTION for word in words)
    if len(words) <= SHORT:
        return bound == 0
    return bound / len(words) < 0.2  # the leanest tenth of the judge's own lines has .3; content/accuracy.md


def is_echo(text: str, told: tuple[str, ...]) -> bool:
    """
    True where nearly all the words are the customer's own, in one of the lines they said, and so are the figures.

    "The price is 310,000 a year" names a price, whoever has spoken of a price and of a year.
    """
    words, sums = words_of(text), _sums(text)
    if len(words) < 4:
        return False
    for said in told:
        own = frozenset(words_of(said))
        if sum(word in own for word in words) / len(words) >= ECHO_SHARE and sums <= _sums(said):
            return True
    return False


def _sums(text: str) -> set[str]:
    return {re.sub(r"\D", "", found) for found in _SUM.findall(text)}


def is_general(text: str, customer: Buyer) -> bool:
    """
    True for a line that names no subject but the customer and their trade: "who else feels it?".

    An apology or a formula in front of such a question is no subject either.
    """
    own = _words_for(customer)
    return _names_nothing(words_of(text), own) or _names_nothing(words_of(_bare_question(text)), own)


def asks_anybody(text: str, customer: Buyer) -> bool:
    """True where the questions of a line name no subject, whatever else it says: "... What happened before?"."""
    return _names_nothing(words_of(_questions(text)), _words_for(customer))


def _words_for(customer: Buyer) -> frozenset[str]:
    persona = customer.persona
    return _own_words(persona.name, persona.role, persona.company.split()[0])


def _questions(text: str) -> str:
    return " ".join(text[begin:end] for begin, end in question_clauses(text))


def _names_nothing(words: tuple[str, ...], own: frozenset[str]) -> bool:
    return 0 < len(words) <= MOST_GENERAL and all(word in _GENERAL or word.rstrip("s") in own for word in words)


def _bare_question(text: str) -> str:
    """Return the questions of a line without the apologies and formulas before them; empty where more is said."""
    asked = _questions(text)
    if not asked:
        return ""
    said = (text[begin:end] for begin, end in sentences(text))
    others = [one for one in said if not question_clauses(one)]
    return asked if all(_SORRY.search(one) or is_formula(one) for one in others) else ""


def is_formula(text: str) -> bool:
    """
    True where what the line says besides asking would fit any customer: "I hear you", "that's a fair point".

    So a line that only asks is one as well. What stands in the question's own sentence belongs to the question.
    """
    rest, end = "", 0
    for begin, after in question_clauses(text):
        rest, end = f"{rest} {text[end:begin]}", after
    return all(word in _STOCK or word in _GENERAL for word in words_of(f"{rest} {text[end:]}"))


@functools.cache
def _own_words(*names: str) -> frozenset[str]:
    """Return what everybody at this customer's would call it all: the person, the post, the firm."""
    return frozenset(word.rstrip("s") for name in names for word in words_of(name))


# What reps say to show that they listen, and that shows nothing of what they heard. Our list.
_STOCK = frozenset(
    """
    understand understood hear heard i've i'd i'm i'll we've that's it's you're you've appreciate appreciated thank
    thanks thx sharing share shared see saw totally completely absolutely fully really truly certainly definitely sure
    fair point points valid good great concern concerns concerned makes sense perfectly normal natural of course
    honest honesty open openness frank candid listen listening listened okay ok right yes yeah no important
    interesting noted note acknowledge acknowledged respect feel feeling feelings relate hard difficult sounds sound
    must mr mrs ms let me don't doesn't can't know wow oh well got position perspective view saying said telling
    """.split()  # noqa: SIM905
)
_SORRY = regex(
    r"\b(?:sorry|apologi[sz]e|apolog(?:y|ies)|my (?:mistake|fault|bad)|forgive me|i take (?:that|it) back|"
    r"let me take that back|i shouldn't have|i should not have|that was (?:wrong|clumsy|out of (?:turn|order)|too "
    r"(?:fast|quick|pushy|much)|pushy|unfair) (?:of|from) me|i (?:was|went) too (?:fast|quick|pushy)|scratch that)\b",
    re.IGNORECASE,
)

_SAYS_BACK = regex(
    r"\W*(?:(?:ok|okay|ah|oh|right|i see|got it)\W+)?(?:so,? (?:it's|it is|it was|that's|this is|you|your|the)|"
    r"(?:if i|do i) (?:hear|understand|got|get)|(?:it )?sounds (?:like|as)|(?:you're|you are) saying)\b"
    r"(?!(?:[^.?!])*\b(?:we|our|ours|us|i'll|i can|does|handles|covers|can)\b)",
    re.IGNORECASE,
)
_BESIDES = regex(
    r"\b(?:besides|apart from|aside from|other than|in addition to|not counting|except for|"
    r"(?:what|where|who|anything|something|anywhere|nothing) else|"
    r"(?:an)?other (?:\w+ )?(?:problems?|difficult(?:y|ies)|troubles?|issues?|worry|worries|headaches?|challenges?|"
    r"frustrations?|things?))\b",
    re.IGNORECASE,
)
_PAST_THEM = regex(
    r"\b(?:put|patch|transfer|connect|pass|hand) (?:me|us) (?:straight |directly |right )?(?:through|over)\b|"
    r"\btransfer (?:me|us|the call)\b|\b(?:them|him|her|your \w+|the \w+) on the (?:phone|line)\b|"
    r"\b(?:direct|mobile|private|phone|cell|extension) (?:line|number)\b|\bnumber of (?:the|your)\b|"
    r"\b(?:no point|waste of time|waste (?:my|our|any) time|lose (?:my |our |any )?time)\b",
    re.IGNORECASE,
)
_WEIGHS = regex(
    r"\b(?:most|first|main|matter\w*|counts?|importan\w+|decid\w+|decisions?|choos\w+|choice|compar\w+|judg\w+|"
    r"measur\w+|weigh\w*|heav\w+|order|rank\w*|prefer\w*|rather|criteri\w+|look(?:ing)? (?:for|at)|go by|"
    r"only (?:the )?one|just (?:the )?one)\b|"
    r"\bwhich (?:of \w+ |one )?(?:should|shall|would|will)\b",
    re.IGNORECASE,
)
_AFFIRMS = regex(
    r"\b(?:it|that|this|(?:our|the)(?: \w+){1,3}) (?:does\b(?! not)|already|makes|handles|covers)|"
    r"(?:\b(?:is|are|thats|its)|'s|’s) (?:already )?(?:in (?:there|it)|covered|included|part of|under)\b",
    re.IGNORECASE,
)
# "we don't do it", "it can't"; not "there's nothing it can't hear", nor what is only not written down
_LACKS = regex(
    r"(?<!nothing )(?<!why )(?<!nothing that )\b(?:we|it|that|this|they|our (?:\w+ ){0,2}?\w+|the (?:\w+ ){0,2}?\w+) "
    r"(?:really |simply |just |honestly )?"
    r"(?:(?:do|does|can|is|are|will|have|has)(?:n['’]?t| not| never)|can['’]?t|cannot|dont|doesnt|isnt|wont|won['’]t|"
    r"never will)\b(?! (?:fail|miss|described|mentioned|listed|shown|written|only|just|problem))|"
    r"^\W*(?:no|nope)\b(?! (?:problem|doubt|exception|trouble|worries|question))|"
    r"\b(?:a|an|is|plain|firm|straight|honest) no\b(?! (?:problem|doubt))|\b(?:not|n['’]t) in (?:there|it|our)\b|"
    r"\bmissing\b|"
    r"\b(?:no plans?|not something|something (?:that )?we (?:don['’]?t|do not))\b",
    re.IGNORECASE,
)
_DENIES = regex(
    r"n['’]t\b(?! (?:worry|matter|mentioned))|\b(?:not(?! (?:only|just|mentioned))|never|nothing|"
    r"nowhere|neither|nor|cannot|cant|dont|wont|isnt|unfortunately|"
    r"no(?! (?:problem|doubt|question|trouble|worries|issue|matter)))\b",
    re.IGNORECASE,
)
_OF_YOU = regex(r"\byou(?:'ll|’ll| will)? (?:wo|do|ca|need|would|will)?\Z", re.IGNORECASE)
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tue|tues|wed|thu|thur|thurs|fri|tomorrow|tonight|today"
_SPAN = r"(?:this|next|coming|following) (?:week|month|quarter)|week (?:of|after|commencing)|fortnight|a week today"
_AHEAD = r"(?:in|within) (?:a|one|two|three|four|five|six|ten|\d+) (?:day|week|month)s?|\d+ (?:days|weeks) from"
_MONTH = r"january|february|march|april|june|july|august|september|october|november|december|may \d\d?|\d\d? may"
_SHORT = r"{0}\.? ?\d\d?|\d\d? ?{0}".format(r"(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)")
_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)|the (?:first|second|third|fourth|fifth|tenth|twelfth|fifteenth|twentieth)"
_NUMBERS = r"\d{1,2}[./]\d{1,2}|end of (?:the |this |next )?(?:week|month|quarter)|month[- ]end"
_DATE = regex(rf"\b(?:{'|'.join((_DAY, _SPAN, _AHEAD, _MONTH, _SHORT, _ORDINAL, _NUMBERS))})\b", re.IGNORECASE)


_PAST = regex(
    r"\b(?:yesterday|(?:this|that) (?:morning|afternoon|evening)|last (?:night|week|month|quarter|year|spring|summer|"
    r"autumn|"
    r"winter)|(?:a|one|two|three|four|five|six|ten|\d+) (?:day|week|month)s? ago|the other day|"
    r"(?:in|since|by|of|during|mid|early|late) (?:january|february|march|april|may|june|july|august|september|october|"
    r"november|december|q[1-4]|\d{4})|q[1-4]|\d{4}-\d\d-\d\d)\b",
    re.IGNORECASE,
)


def names_a_date(text: str) -> bool:
    """True where the line names a day, a date, or a week that both can write down."""
    return _DATE.search(text) is not None


def date_words(text: str) -> str:
    """Return the first words that name a date, past ones as well; empty where there are none."""
    found = min(filter(None, (_DATE.search(text), _PAST.search(text))), key=lambda hit: hit.start(), default=None)
    return found.group() if found else ""
