"""
The words that name a day, as patterns. They are strict: a verb, a person, a price or a version is no day.

They meet the line in small letters. The names of their groups are those that bot/perception/dates.py reads.
"""

from __future__ import annotations

import re

_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:r?uary)?|mar(?:ch|(?! del))|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_MONTH = rf"(?P<month>{_MONTHS})\.?"
_YEAR = r"(?P<year>20\d\d|'\d\d)\b"
_NUMBER = r"(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)"
_ORDINAL = r"(?P<th>st|nd|rd|th)\b"
# "sat" and "sun" are a verb and a star as well: see SHORT_WEEKDAY
_WEEKDAYS = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|tuesady|wed(?:nesday|s)?|wensday|wednsday|thu(?:r(?:s(?:day)?)?)?|thrusday|"
    r"fri(?:day)?|saturday|sunday)\b"
)
_WEEKDAY = rf"(?P<weekday>{_WEEKDAYS})"
_LEAD = rf"(?:(?:{_WEEKDAYS}|sat\b|sun\b)\.?,? (?:the )?)?"  # of a date: it says no more than the date
_COUNT = (
    r"(?P<count>\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"(?:a )?couple(?: of)?|(?:a )?few)"
)
_UNIT = r"(?P<work>working |business )?(?P<unit>day|week|wk|fortnight|month|quarter|year|yr)s?\b"
_PART = r"(?:the )?(?P<part>early|start of|beginning of|mid|middle of|late|end of)[ -](?P<within>in )?(?:the )?"
_WHICH = r"(?P<which>last|(?:this|the) past|previous|this|current|next|coming|following)"

SINCE = re.compile(r"\bsince (?:about |around |the )?$")  # before a day: it was, whatever is asked
RECURRING = re.compile(r"\b(?:every|each|most|any|an?|same|some|one) $")  # before a weekday: a habit, or no day at all
GIVEN_BACK = re.compile(r"\b(?:these|those|the|have|has|had|gets?|got|gives?|gave|saves?|wins?|won|buys?)(?: \w+)? $")

ISO = re.compile(r"(?<![\d./-])(?P<year>20\d\d)(?P<sign>[-/])(?P<month>\d\d?)(?P=sign)(?P<day>\d\d?)(?![\d/-])")
DAY_MONTH = re.compile(
    rf"(?<![\d.,:/$€£'-])\b{_LEAD}{_NUMBER}(?:{_ORDINAL})?(?: (?P<of>of )?|-)?{_MONTH}(?:(?:,? |-){_YEAR})?"
)
MONTH_DAY = re.compile(
    rf"\b{_LEAD}{_MONTH} (?:the )?{_NUMBER}(?:{_ORDINAL})?(?![:/%]|[.,]\d| ?(?:%|per ?cent\b|people\b))(?:,? {_YEAR})?"
)
NUMERIC = re.compile(
    r"(?<![\w.,:/$€£%-])(?P<a>\d\d?)(?P<sign>[/.-])(?P<b>\d\d?)(?:(?P=sign)(?P<year>20\d\d|\d\d)(?!\d))?(?P<dot>\.)?"
    r"(?![\w/%€$£-]|[.,]\d| ?(?:per ?cent|of|done|full|eur|usd|gbp|euros?|dollars|pounds|percent|k|m|million)\b)"
)
# what stands before a day and not before a fraction, a score or a version
BEFORE_A_DAY = re.compile(r"(?:^|\b(?:on|by|until|till|til|since|before|after|from|due|dated|for|to) |\()$")

WORD = re.compile(
    r"\b(?P<word>(?:the )?day before yesterday|(?:the )?day after tomorrow|yesterday|yday|last night|"
    r"today|tonight|this (?:morning|afternoon|evening)|tomorrow|tmrw)\b"
)
AGO = re.compile(rf"\b{_COUNT} {_UNIT} (?:ago\b|(?P<back>back)\b(?=\s*(?:[,.;:!?)]|$)| (?:he|she|they|we|i|it)\b))")
FROM_NOW = re.compile(rf"\b{_COUNT} {_UNIT}(?:'s?)?(?: time)? (?:from (?:now|today)|hence)\b")
IN_TIME = re.compile(rf"\b(?:in|within)(?: about| around)? {_COUNT} {_UNIT}(?P<time>'?(?:s')? time\b)?")
STRETCH_OF = re.compile(rf"\b(?:in|over|during|within|for) (?:the )?(?P<which>last|past|next|coming) {_COUNT} {_UNIT}")

WEEKDAY_OF_WEEK = re.compile(rf"\b{_WEEKDAY},?(?: of)? (?P<which>last|this|next) week\b")
WEEK_ITS_WEEKDAY = re.compile(rf"\b(?P<which>last|this|next) week(?:,? on|,|'s)? {_WEEKDAY}")
WEEK_FROM_WEEKDAY = re.compile(rf"\b(?P<from>(?:a|one) week (?:on|from) )?{_WEEKDAY}(?(from)| week\b)")
WEEKDAY = re.compile(rf"\b(?:(?:this |the )?{_WHICH} )?{_WEEKDAY}(?! of\b)")
SHORT_WEEKDAY = re.compile(  # "on Sat", "next sun": with nothing after it that a verb or a star would have
    rf"(?:^|\b(?:on|by|until|till|since|before|from) |\b{_WHICH} )(?P<weekday>sat|sun)\b(?=\s*(?:[,.;:!?)]|$|at \d))"
)

WEEK_BUT_ONE = re.compile(r"\bweek (?P<two>before last|after next)\b")
CHRISTMAS = re.compile(
    r"\b(?:christmas|x-?mas)(?P<eve> eve)?(?: day)?\b(?! (?:part|card|gift|sale|season|bonus|present)\w*)"
)
PERIOD_PART = re.compile(rf"\b{_PART}(?:{_WHICH} )?(?P<period>week|month|quarter|year)\b")
PERIOD = re.compile(rf"\b{_WHICH} (?P<period>week|weekend|month|quarter|year)\b")
WEEKEND = re.compile(r"\b(?:over|at|on|during|by) the (?P<period>weekend)\b")
PERIOD_END = re.compile(r"\b(?P<period>week|month|quarter|year)(?:[ -]end|'s end)\b|\beo(?P<letter>[wmqy])\b")
QUARTER = re.compile(
    rf"\b(?:{_PART})?(?:(?P<nth>first|second|third|fourth|1st|2nd|3rd|4th) quarter\b|q(?P<quarter>[1-4])\b)"
    r"(?:(?: of| of the year|/|,)? ?(?P<year>20\d\d|'?[2-9]\d)\b)?(?![.:\d%])"
)
MONTH = re.compile(
    rf"(?:(?P<before>\b(?:in|by|until|till|til|since|before|after|from|during|through|of|for|around|about)|^) )?"
    rf"\b(?:{_PART})?(?:(?P<which>last|this past|this|next|coming) )?{_MONTH}(?:,? (?:of )?{_YEAR})?"
)
PEOPLE_OR_VERBS = ("jan", "mar", "march", "apr", "april", "may", "june", "aug", "august", "dec", "sep")
DAY_OF_MONTH = re.compile(
    rf"\bthe {_NUMBER}{_ORDINAL}(?: of (?P<which>this|next|last|the) month\b|"
    r"(?=\s*(?:[,.;:!?)]|$)|\s+(?:(?:and|or)(?! \d)|at|to|with|when|she|he|we|they|i|it|but|if|because|so|then|by)\b))"
)

# Before any pattern is tried: a line without one of these names no day.
HINT = re.compile(
    r"\d|day\b|week|month|quarter|year|today|tonight|morning|afternoon|evening|tomorrow|tmrw|night|fortnight|eo[wmqy]\b|"
    rf"\b(?:{_MONTHS}|{_WEEKDAYS}|sat\b|sun\b)|ago\b|back\b|time\b|mas\b"
)
