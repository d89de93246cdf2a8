"""The unified service guide (服务指南) of a theme in a region, its figures (四减), and the document to print."""

from bpmn.guide.building import guide_of
from bpmn.guide.document import document
from bpmn.guide.model import ServiceGuide

__all__ = ["ServiceGuide", "document", "guide_of"]
