"""Rehearsing a chain: a real engine for it alone, scripted bodies and officers, and every story that walks a way of it."""
