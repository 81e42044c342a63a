"""The dialogs, by name. A flow never imports another flow: it calls it by name, and the engine puts it on the stack."""

from __future__ import annotations

from dialogs.flows import accounts, erasing, menu, onboarding, quick_drill, reassessment, role_play
from dialogs.machine import Flow

ERASING = "erasing"  # the engine puts it on top of any state
ROOT = "menu"  # the flow at the bottom of every stack
FLOWS: dict[str, Flow] = {
    flow.name: flow
    for flow in (
        *(menu.FLOW, onboarding.FLOW, quick_drill.FLOW, role_play.FLOW),
        *(accounts.FLOW, reassessment.FLOW, erasing.FLOW),
    )
}
