"""The window (综合窗口): cases of those who come in person, and the papers that must be seen."""
