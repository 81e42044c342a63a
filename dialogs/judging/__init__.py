"""
The judge: what a typed line does, from its words and their context. Pure: the statistical model is passed in.

`pipeline.judge` is the way in. Nothing is imported here: who needs a stem or a threshold does not pay for the judge.
"""
