"""Time limits on record: the office's calendar, the clocks of items, cards near and past a limit, calculation sheets."""
