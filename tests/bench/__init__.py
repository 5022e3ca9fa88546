"""Benchmarks: the service beside its own limits and beside the usual way, all in one run.

Machines are noisy, so what is told are ratios of things measured by turns in the same run.
"""
