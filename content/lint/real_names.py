"""
Well-known companies and people in a text: customers, rivals and cases are made up.

The list is short on purpose: names that any reader knows and that are no English word ("Oracle", "Shell", "Apple" are).
It catches a slip, not everything; the second reader looks for the rest. Case counts. The coach's own messages are left
out: they credit the method's author by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from content.findings import Finding
from content.lint.corpus import Corpus

REAL_NAME = 15  # journeys.md 5
NAMES = (
    *("Airbus", "AstraZeneca", "BMW", "Boeing", "Coca-Cola", "DHL", "Deloitte", "ExxonMobil", "Facebook", "FedEx"),
    *("Google", "Huawei", "Huthwaite", "HubSpot", "IBM", "IKEA", "McDonald's", "McKinsey", "Microsoft", "Nestlé"),
    *("Netflix", "Nvidia", "PepsiCo", "Pfizer", "Salesforce", "Samsung", "Siemens", "Toyota", "Unilever", "Volkswagen"),
    *("Walmart", "Bill Gates", "Elon Musk", "Jeff Bezos", "Mark Zuckerberg", "Neil Rackham", "Steve Jobs"),
    *("Warren Buffett", "Donald Trump"),
)
_ANY = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, NAMES))})(?!\w)")


def findings(corpus: Corpus) -> Iterator[Finding]:
    for entry in corpus.written():
        for path, text in entry.texts():
            for name in _named(text):
                message = f"{'.'.join(map(str, path))}: names {name}, which is real; make one up"
                yield entry.finding(message, *path, fault=REAL_NAME)


def _named(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_ANY.findall(text)))
