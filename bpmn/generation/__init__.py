"""From a theme to its diagram: laid out so that a designer would keep it, and never written over his edits."""

from bpmn.generation.chain import draw_chain
from bpmn.generation.comparison import Difference, differences
from bpmn.generation.order import Step, levels, steps_of

__all__ = ["Difference", "Step", "differences", "draw_chain", "levels", "steps_of"]
