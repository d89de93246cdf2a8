"""The unified service guide (服务指南) of a theme in a region with its figures (四减), and the one-time guidance (一次性告知) of
an applicant's situation; both as pages to print."""

from bpmn.guide.building import guide_of
from bpmn.guide.document import document
from bpmn.guide.guidance import Guidance, guidance_of
from bpmn.guide.guidance_document import guidance_document
from bpmn.guide.model import ServiceGuide

__all__ = ["Guidance", "ServiceGuide", "document", "guidance_document", "guidance_of", "guide_of"]
