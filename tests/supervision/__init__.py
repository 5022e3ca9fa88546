"""Complaints, holds, samples and interests."""
