"""One self-contained page that shows diagrams with the path a case has taken."""

from bpmn.page.page import WebPartsMissing, path_page

__all__ = ["WebPartsMissing", "path_page"]
