"""The catalogue: regions and bodies, items with their modes and materials, themes; and the plan of one chain case."""

from bpmn.catalogue.catalogue import Catalogue, load_catalogue, read_catalogue
from bpmn.catalogue.entries import Body
from bpmn.catalogue.items import Consequence, Item, Material, Mode
from bpmn.catalogue.materials import CertificateNeed, MaterialNeed
from bpmn.catalogue.planning import ExemptMaterial, Plan, PlannedItem, check_answers, plan
from bpmn.catalogue.themes import Question, Theme

__all__ = [
    "Body",
    "Catalogue",
    "CertificateNeed",
    "Consequence",
    "ExemptMaterial",
    "Item",
    "Material",
    "MaterialNeed",
    "Mode",
    "Plan",
    "PlannedItem",
    "Question",
    "Theme",
    "check_answers",
    "load_catalogue",
    "plan",
    "read_catalogue",
]
