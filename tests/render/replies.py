"""Any reply whatever, what of it has to arrive, and plain samples of what people type."""

from __future__ import annotations

import unicodedata

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from dialogs.replies import MOST_CHOICES, Ask, Card, Choice, Picture, Reply, Say

FAMILY = "👩‍👩‍👧‍👦"
TYPED = (
    *("<!channel> <@U1> <http://x|y>", "R&D &amp; &lt;b&gt;", "*bold* _it_ ~no~ `code` ```x```", "> quoted", ":tada:"),
    *(
        "</b><a href='x'>",
        "שלום, מה שלומך?",
        "\u202eabc\u202c",
        FAMILY,
        "🇩🇪🇫🇷",
        "👍🏽",
        "e\u0301",
        "\u200b",
        "\0\x1b[31m",
    ),
    *(
        "\ud83d",
        "“What does it cost?”\n(turn 3 of 10)",
        " \n\n \t",
        "One. Two! Three?",
        "https://example.com/?a=1&b=<2>",
    ),
)
words = st.one_of(st.sampled_from(TYPED), st.text(max_size=20))
short = st.lists(words, max_size=6).map(" ".join)
# A few bits repeated make a long text quickly: up to some 10,000 characters, with and without room to cut
long = st.builds(
    lambda bits, between, times: (between.join(bits) + between) * times,
    st.lists(words, min_size=1, max_size=5),
    st.sampled_from(["", " ", "\n", "\n\n", ". "]),
    st.sampled_from([1, 40, 400]),
).map(lambda text: text[:10_000])
texts = st.one_of(short, long)
ids = st.text("abcdefghijklmnopqrstuvwxyz0123456789_.-:", min_size=1, max_size=40)
choices = st.lists(st.builds(Choice, ids, texts), max_size=MOST_CHOICES, unique_by=lambda c: c.id).map(tuple)
fields = st.one_of(
    st.lists(st.tuples(texts, texts), max_size=4).map(tuple),
    st.lists(st.tuples(short, short), min_size=60, max_size=120).map(tuple),
)
replies: st.SearchStrategy[Reply] = st.one_of(
    st.builds(Say, texts),
    st.builds(Ask, texts, choices),
    st.builds(Card, texts, fields),
    st.builds(Picture, texts, st.just("curve")),
)

# each may be as long as ten messages; how fast they are drawn says how busy the machine is
sample = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
many = settings(max_examples=500)  # in soak


def seen(text: str) -> str:
    """Return the characters of *text* that leave a mark, in their order."""
    return "".join(c for c in text if c.isprintable() and not c.isspace() and unicodedata.category(c)[0] != "M")


def body(reply: Reply) -> str:
    """Return what has to arrive: all but the buttons, whose labels may be cut, and names that nobody can see."""
    if isinstance(reply, Card):
        reply = Card(reply.title, tuple((name if seen(name) else "", value) for name, value in reply.fields))
    return reply.text if isinstance(reply, Ask) else reply.plain_text()
