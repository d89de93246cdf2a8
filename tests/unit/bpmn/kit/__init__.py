"""The modeler kit: element templates and the bpmnlint plugin."""
