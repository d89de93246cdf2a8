"""Tests of the departments' workers."""
