"""What the words of a line show by themselves: key words, an echo, a date, no subject; each way, as people type."""

from __future__ import annotations

import pytest

from content.library import Library
from dialogs.wording import MOST_GENERAL, denies, is_echo, is_general, is_listed, names_a_date

SAID = "One truck in six leaves late. Orders change after eight, and at each depot a planner redoes the plan by hand."
TOLD = ("Turnover's 30 a year. Each new driver costs me £4,000 to train.", SAID)


@pytest.mark.parametrize(
    "text",
    [
        "late trucks fines penalties supermarkets slots",
        "problem implication payoff need driver turnover",
        "penalties, overtime, fuel, agency drivers",
        "routes planning spreadsheet whiteboard daventry wakefield",
        "temperature probe logger alarm waste claims",
        "cost delay fine overtime complaints margin",
        "Late departures! Warm loads! Driver turnover!",
        "trucks late; cost money; lose customers",
        "worth value benefit saving margin fuel",
        "analyser breakdowns reagent stock courier samples mislabelled",
        "problem? impact? cost? value? tuesday?",
    ],
)
def test_a_heap_of_key_words_is_a_list(text: str) -> None:
    assert is_listed(text)


@pytest.mark.parametrize(
    "text",
    [
        "What does a late truck cost you at the supermarket?",
        "How are tomorrow's routes put together?",
        "trucks late, drivers leaving",  # four words
        "late trucks",
        "",
        "When trucks leave late, what happens with delivery slots?",
        "so which depot has most trouble getting trucks away on time",
        "Fines, overtime, fuel: which of them hurts you most?",
        "Our software plans routes in minutes, for any depot.",
        "If that were solved, what would it be worth to you?",
        "Shall we meet Tuesday at Daventry with your head planner?",
        "tell me about driver turnover and what's behind it",
        "the december quarter closed fine tho",
        "first semester free, ill sort it",
    ],
)
def test_a_sentence_is_no_list_however_many_key_words_it_has(text: str) -> None:
    assert not is_listed(text)


@pytest.mark.parametrize(
    "text",
    [
        SAID,
        SAID.upper(),
        "One truck in six leaves late",
        "so one truck in six leaves late?",
        "Orders change after eight?",
        "at each depot a planner redoes the plan by hand",
        "A planner redoes the plan by hand, at each depot?",
        "one truck in six, late, by hand",
        "Each new driver costs me £4,000 to train.",
        "each new driver costs you to train",
        "turnover's 30 a year, each driver",
    ],
)
def test_the_customers_own_words_handed_back_are_an_echo(text: str) -> None:
    assert is_echo(text, TOLD)


@pytest.mark.parametrize(
    "text",
    [
        "What does one truck in six leaving late cost you?",
        "When orders change after eight, who pays for it?",
        "leaves late",  # too short to tell
        "a planner redoes",
        "",
        "What happens at the store when a truck is late?",
        "Who redoes the plan, and what else could they be doing?",
        "So the plan is redone at every depot; what follows from that?",
        "How do new drivers get on?",
        "truck planner driver train",  # of two lines, so of none
        "If orders could change after eight without harm, what would that be worth?",
    ],
)
def test_a_line_with_words_of_its_own_is_no_echo(text: str) -> None:
    assert not is_echo(text, TOLD)


def test_a_figure_of_ones_own_in_the_customers_words_is_no_echo() -> None:
    said = ("The price comes last, I pay by the year, and a year is long.",)

    assert is_echo("The price is a year", said)
    assert not is_echo("The price is 310,000 a year.", said)
    assert is_echo("The price is 310,000 a year", ("So the price is 310.000 a year.",))


def test_nothing_is_an_echo_before_anything_was_told() -> None:
    assert not is_echo(SAID, ())


@pytest.mark.parametrize(
    "text",
    [
        "who else feels it?",
        "and the knock-on effects?",
        "What are your biggest challenges at the moment?",
        "What else goes wrong?",
        "And what does that cost you?",
        "what keeps you up at night",
        "So what happens then?",
        "Is there anything else that bothers you, Dana?",
        "What would it be worth to you if that were fixed?",
        "How does that affect the people at Thornfell?",
        "what's the worst of it",
        "Which problems do you see as director of operations?",
        "Tell me more. Who else suffers?",
        "What is difficult at Thornfell?",  # all that they do is trucks
    ],
)
def test_a_line_without_a_subject_of_its_own_is_general(library: Library, text: str) -> None:
    assert is_general(text, library.customers["cold_chain_ops"])


@pytest.mark.parametrize(
    "text",
    [
        "what does a late truck cost",
        "What gets in the way of leaving on time?",
        "Where do loads go warm?",
        "How many drivers left last year?",
        "what does the supermarket charge you for that",
        "Who redoes the plan?",
        "what happens to the yoghurt",
        "How do you record the temperature?",
        "And the overtime?",
        "What would an alarm on the road be worth to you?",
        "Which reagents run out?",
        "so what is it that is going wrong and what does it cost you and who else feels it",  # too long
    ],
)
def test_a_line_with_a_subject_is_not_general(library: Library, text: str) -> None:
    assert not is_general(text, library.customers["cold_chain_ops"])


def test_what_everybody_at_a_customers_calls_it_is_a_subject_elsewhere(library: Library) -> None:
    dana, marek = library.customers["cold_chain_ops"], library.customers["clinic_lab_head"]

    for text, here, there in (
        ("What is hard at Thornfell?", dana, marek),
        ("What is hard at Lindhaven?", marek, dana),
        ("What worries you, Marek?", marek, dana),
    ):
        assert is_general(text, here)
        assert not is_general(text, there)


def test_a_line_is_general_up_to_its_bound_of_words(library: Library) -> None:
    customer = library.customers["cold_chain_ops"]

    assert is_general("what " * MOST_GENERAL, customer)
    assert not is_general("what " * (MOST_GENERAL + 1), customer)


@pytest.mark.parametrize(
    "text",
    [
        "When would Thursday suit you",
        "Shall we meet on Tuesday?",
        "tomorrow at eleven, you and me",
        "Could we start next week?",
        "How about the 14th?",
        "on 3 june, with the planner",
        "June 12 at your depot?",
        "I'd be there on 12 May.",
        "May 12 at ten?",
        "9 Sept, your office",
        "Sept. 9, your office",
        "the first of the month",
        "Can you send it within two weeks?",
        "by the end of the month, with Moira",
        "in a fortnight, then",
        "Are you free wed or thu?",
        "the week of the audit",
        "10/6 at nine?",
    ],
)
def test_a_day_a_date_or_a_week_is_a_date(text: str) -> None:
    assert names_a_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "Shall we meet?",
        "Could we talk again soon?",
        "Would you like to go ahead with a trial?",
        "When may I come by?",
        "May I show you the tracker?",
        "That may be 3 trucks, or more",
        "What happens in the morning?",
        "Sixty trucks out of the gate at 6?",
        "Sign with us and save 20 percent.",
        "What does a month of that cost?",
        "Let me send you something some time",
        "Is there a second problem?",
        "Which decision comes first?",
        "Is it marred by mondo fridges?",  # letters of a day within a word
    ],
)
def test_a_line_without_a_day_names_no_date(text: str) -> None:
    assert not names_a_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "I apologise, I didn't mean to push. What's behind it?",
        "Sorry. What is the real problem?",
        "I hear you, that's a fair point. What does that lead to?",
        "Can you walk me through your current process?",
        "What are your goals for this year?",
    ],
)
def test_an_apology_or_a_formula_gives_a_general_question_no_subject(library: Library, text: str) -> None:
    assert is_general(text, library.customers["heat_billing_head"])


@pytest.mark.parametrize(
    "text",
    [
        "Nine days instead of three months. What happened then?",
        "Sorry about the nine days. What did the council say to it?",
    ],
)
def test_what_is_said_before_a_general_question_is_its_subject(library: Library, text: str) -> None:
    assert not is_general(text, library.customers["heat_billing_head"])


@pytest.mark.parametrize(
    "text",
    [
        "You won't have problems with the audit, the supervisor gave its seal.",
        "It is certified, so the location doesn't matter to them.",
        "That is a standard option, it's simply not mentioned in the offer.",
        "You don't need to worry, no problem.",
    ],
)
def test_what_you_will_not_have_denies_nothing(text: str) -> None:
    assert not denies(text)


@pytest.mark.parametrize("text", ["We don't install it there.", "No, that we haven't got.", "It is not ours."])
def test_a_no_denies(text: str) -> None:
    assert denies(text)
