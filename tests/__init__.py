"""Tests: they mirror the house, floor by floor."""
