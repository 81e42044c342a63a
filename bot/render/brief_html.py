"""
The brief as one HTML page that prints on one sheet: no script, nothing loaded from anywhere, every word escaped.

The type grows smaller the more there is to say; what would need a magnifying glass is clipped, longest lines first.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape
from math import ceil, floor
from unicodedata import east_asian_width

from dialogs.reassessment.brief import Brief, Section
from dialogs.reassessment.telling import clip

_LANG = "en"
_SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)  # of the type, in points
_MM = 0.3528  # a point
_HEIGHT, _WIDTH = 255.0, 182.0  # mm within the margins: of Letter, the shorter sheet, and A4, the narrower one
_LINE = 1.3  # in type sizes, as all below
_LETTER = 0.55  # of Helvetica and Arial 0.5 on average: a tenth is spare
_INDENT = 1.4
_WORD = 6  # characters of a line that its last word leaves empty
_HEADING = 2.0  # lines, with the space around it
_STYLE = """
@page { size: auto; margin: 12mm 14mm; }
* { box-sizing: border-box; }
html { color: #1b1b1b; background: #fff; }
body { font: %spt/1.3 "Helvetica Neue", Helvetica, Arial, sans-serif; max-width: 182mm; margin: 0 auto; padding: 4mm; }
h1 { font-size: 1.5em; margin: 0 0 .2em; }
h2 { font-size: 1em; margin: .6em 0 .1em; border-bottom: 1px solid #999; break-after: avoid; }
ul, ol { margin: 0; padding-left: 1.4em; }
li { overflow-wrap: anywhere; break-inside: avoid; }
@media print { body { padding: 0; max-width: none; } }
"""


def brief_page(page: Brief) -> str:
    """Return a whole HTML document in UTF-8."""
    size = next((size for size in _SIZES if _fits(page, size)), _SIZES[-1])
    page = _clipped(page, size)
    first, *others = page.sections
    title = escape(f"{page.account}: review brief, {page.day.isoformat()}")
    body = "\n".join([f"<h1>{escape(first.title)}</h1>", _items(first), *map(_section, others)])
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html>\n<html lang="{_LANG}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE % size}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _section(section: Section) -> str:
    return f"<section>\n<h2>{escape(section.title)}</h2>\n{_items(section)}\n</section>"


def _items(section: Section) -> str:
    kind = "ol" if section.id == "coaching" else "ul"
    items = "\n".join(f"<li>{escape(_shown(line))}</li>" for line in section.lines if line.strip())
    return f"<{kind}>\n{items}\n</{kind}>" if items else ""


def _shown(text: str) -> str:
    """Return text on one line, without what would change the direction of what follows or is no character."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _clipped(page: Brief, size: float) -> Brief:
    """Return the page as it fits on a sheet: as it is, or with its longest lines clipped."""
    fits, fails = 0, 1 + max((len(line) for section in page.sections for line in section.lines), default=0)
    if _fits(page, size):
        return page
    while fails - fits > 1:
        middle = (fits + fails) // 2
        fits, fails = (middle, fails) if _fits(_cut(page, middle), size) else (fits, middle)
    return _cut(page, fits)


def _cut(page: Brief, width: int) -> Brief:
    sections = (replace(one, lines=tuple(clip(line, width) for line in one.lines)) for one in page.sections)
    return replace(page, sections=tuple(sections))


def _fits(page: Brief, size: float) -> bool:
    """Say whether the page takes no more lines than a sheet has, if every line is as wide as it may be."""
    most = floor(_HEIGHT / (_LINE * size * _MM))
    width = floor((_WIDTH - _INDENT * size * _MM) / (_LETTER * size * _MM)) - _WORD
    lines = sum(ceil(_columns(line) / width) for section in page.sections for line in section.lines)
    return lines + _HEADING * (len(page.sections) + 1) <= most


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
