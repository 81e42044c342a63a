"""Patterns that are compiled at their first use behave as compiled ones, and none of ours is faulty."""

import importlib
import pkgutil
import re

import pytest

import dialogs
from dialogs import patterns
from dialogs.patterns import compile_all, regex


def test_it_finds_what_a_compiled_pattern_finds():
    text, source = "Two late Trucks, three late trucks.", r"late (?P<what>\w+)"
    ours, theirs = regex(source, re.IGNORECASE), re.compile(source, re.IGNORECASE)

    assert [hit.span("what") for hit in ours.finditer(text)] == [hit.span("what") for hit in theirs.finditer(text)]
    assert ours.sub("#", text) == theirs.sub("#", text)
    assert ours.search(text, 10) is not None and ours.fullmatch(text) is None and ours.match("late x")
    assert (ours.pattern, ours.flags, ours.groups) == (theirs.pattern, theirs.flags, theirs.groups)


def test_a_faulty_pattern_shows_when_all_are_compiled(monkeypatch):
    monkeypatch.setattr(patterns, "_ALL", [])
    regex(r"(never closed")

    with pytest.raises(re.error):
        compile_all()


def test_every_pattern_of_the_dialogs_compiles():
    for module in pkgutil.walk_packages(dialogs.__path__, "dialogs."):
        importlib.import_module(module.name)

    compile_all()

    assert len(patterns._ALL) > 100
