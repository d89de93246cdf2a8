"""The gateway: what portals, windows, desks and departments reach over HTTP."""
