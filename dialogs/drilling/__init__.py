"""The effects of the quick drill, by what is done in it: tap, sort, write, plan. The graph is the flow's."""
