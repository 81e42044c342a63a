"""
How long tests wait for what has to come: so long that only a hang takes longer, on any machine.

Nothing may hang on how fast the machine is: hold a request or a turn and let it go, move a clock, count.
"""

HANG_S = 180.0
