"""The catalogue: regions and bodies, items with their modes and materials, themes; and the plan of one chain case."""

from bpmn.catalogue.catalogue import Catalogue, load_catalogue
from bpmn.catalogue.models import Body, Item, Material, Mode, Question, Theme
from bpmn.catalogue.planning import ExemptMaterial, MaterialNeed, Plan, PlannedItem, plan

__all__ = [
    "Body",
    "Catalogue",
    "ExemptMaterial",
    "Item",
    "Material",
    "MaterialNeed",
    "Mode",
    "Plan",
    "PlannedItem",
    "Question",
    "Theme",
    "load_catalogue",
    "plan",
]
