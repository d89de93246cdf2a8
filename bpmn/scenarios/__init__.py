"""Scenarios (场景应用): plain questions lead through a DMN table to the items and materials this applicant needs."""

from bpmn.scenarios.choice import Choice, combinations
from bpmn.scenarios.reading import read_scenario
from bpmn.scenarios.table import DecisionTable, Scenario, UnaryTest

__all__ = ["Choice", "DecisionTable", "Scenario", "UnaryTest", "combinations", "read_scenario"]
