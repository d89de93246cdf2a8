"""Conditions of display (form-js ``conditional.hide``): the part of FEEL that browser and server judge alike."""

from forms.conditions.binding import bound
from forms.conditions.expression import Expression, Name, all_of, any_of, hides, names, to_feel
from forms.conditions.parsing import ConditionProblem, parse
from forms.conditions.wording import sentence

__all__ = [
    "ConditionProblem",
    "Expression",
    "Name",
    "all_of",
    "any_of",
    "bound",
    "hides",
    "names",
    "parse",
    "sentence",
    "to_feel",
]
