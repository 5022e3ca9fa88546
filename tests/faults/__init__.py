"""Races and faults of paying: what is promised, tried on real processes, each with its control."""
