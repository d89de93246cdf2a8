"""The procedure of an item case (单事项办件) as the law treats it: stages, acts, and what each act leads to."""

from chain.procedure.acts import Act
from chain.procedure.facts import Fact, standing
from chain.procedure.machine import TRANSITIONS, IllegalAct, Transition, follow, stage_of
from chain.procedure.stages import Stage, chain_stage

__all__ = [
    "TRANSITIONS",
    "Act",
    "Fact",
    "IllegalAct",
    "Stage",
    "Transition",
    "chain_stage",
    "follow",
    "stage_of",
    "standing",
]
