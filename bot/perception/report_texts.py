"""
What the report says in words: how its figures were obtained, and what they do not show.

Whoever changes how the heads are taught, or how the lines come about, changes these sentences too.
"""

from __future__ import annotations

# The agreement of the second readers was counted before the lines on which they differed were left out (2026-11-22).
HOW = """# How accurate the judge's model is

Written by training (`make train`) and shown by `coach judge --report`; do not edit by hand.

## How these figures were obtained

- **Lines.** Language models wrote them under different briefs, one brief an author (`content/judge/lines/`). No
  customer and no rep wrote any. {train} lines of {authors} train authors teach; {dev} lines of the dev authors
  ({dev_authors}) never teach.
- **Not seen.** *Author*: the models that judged a line were taught without any line of its author; authors are left out
  in {groups} groups, so the models also lack the other authors of the group. *Industry*: {industry}. *Dev authors*:
  taught with all train lines. Probabilities are set right (calibrated) by what the models said of the other groups.
  Training stores these predictions (`bot/perception/weights/held_out.npz`); the report is counted from them and runs
  no model.
- **Shared industries**: {shared} have lines of more than one train author. There a model that had not seen the author
  had seen the industry.
- **Copies** of lines (lower case, no question mark, a typo, an opener, the last question alone) and the customers' ask
  lines only teach, at a lower weight; they are in no figure.
- **The model alone.** The thresholds are the policy's (`dialogs/judging/policy.py`), but the gate and the rules of
  context in `dialogs/judging` are not in these figures: a line's verdict in the coach can differ.
- **Intervals** hold 95 % of {draws} draws of lines (bootstrap, seeded). Lines of one author resemble one another, so
  these intervals are too narrow; the table by author has one that draws authors.
- **Second reading.** Where the table below says so, a second reader labelled the lines without seeing the labels: a
  language model of the authors' own family, under the same definitions. It agreed with the author on 95 to 100 % of
  replies and on 99 to 100 % of questions and statements, by author. Two readings by one family are no check of the
  labels' truth: what both get wrong stays. Lines on which the two differed were left out, and they are likely the
  harder ones; lines of which the reader was unsure count as hard.
"""

INDUSTRY_LEFT_OUT = "without any line of its group of industries, whoever wrote it"
NO_INDUSTRY = "not measured; the last training left out no industries"

AFTER = """## How the customers' understanding was tuned

The mixture in `bot/perception/matching.py` and the thresholds in `dialogs/understanding.py` were chosen on the
customers' own ask lines, each left out in turn, and on a first held-out set by two other authors, which is spent
since and serves as ask lines now. The frozen sets in `content/customers/held_out/` were written after that by two
further authors; they are only measured: `coach content simulate`.

On nearness a regression is added (`bot/perception/ridge.py`): of the things that a customer knows, on that customer's
ask lines, in meanings and in words; it is solved in a tenth of a second when somebody first speaks to them. Its two
numbers were chosen on these sets and on three later ones by other authors, of which it understands more lines at the
same share of strange ones refused: nearness alone understood 89.1 %, with it 94.3 % (whatever the conversation;
between .2 and 1 of its weight the figure moves by 1.1 points). Of 1,267 lines of the frozen sets the nearest thing is
the right one of 94.2 % without it and of 97.2 % with it; by words alone, without the weights, of 90.0 and 94.8 %. In
conversations (judge, gates and thresholds as they run, and unchanged), of the things that the three later sets ask
for, 84.8, 81.8 and 84.1 % were understood without it and 89.5, 86.7 and 88.3 % with it, and 90.0, 88.7 and 90.9 % with
1,664 more ask lines, by six authors who saw no held-out line (571, 691 and 504 lines). Of a fifth set that nobody had
seen, 84.0 % became 88.7 % (769 lines). A linear map of the meanings, taught by gradient on the same lines, brought
2.6, 2.1 and .6 points on the three sets and hardly more beside the regression (94.3 to 94.6 %), and was taken out
again. The judge uses neither.
"""

LIMITS = """## What these figures do not show

- How the judge does on what reps really type to real customers. Nobody of them wrote a line.
- How far authors of one family are from people. They resemble one another more than people do: likely too good.
- What a human reader would have labelled. No human labelled the lines; the ceiling is unknown.
- Lines on which two readers differ: they were left out where the lines were second-read.
- Choices made on the same lines. How the model is built and taught was chosen by leaving out some of these authors, and
  some rules were counted on train and dev lines before they stayed: a little too good once more.
- The whole judge, with its gate, its rules of context and its segments: but for the section before, only the model's
  part is measured here.
- Lines late in a long talk: these were written beside at most three sayings. In talks of four to seven, right labels of
  dev lines fall from .88 to .80, of those that wait from .92 to .90 (`bot/perception/contexts.py`).
- Other languages, speech recognised by machine, and text meant to deceive: none is among the lines.
"""
