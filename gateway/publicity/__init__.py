"""Publicity (信息公示, 双公示) of decisions on licences: the public list, and the provincial credit platform.

Within seven working days of the decision ([read] in standards.md). Which data items a record has is [memory].
"""
