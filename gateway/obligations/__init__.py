"""What is owed after acceptance: tolerated materials (容缺受理), and the check of what was committed to (告知承诺)."""
