"""Joint inspection (联合勘验): one appointment, the officers of several bodies, one record, serving several items."""
