"""Pictures: drawn, measured, and held against their tables."""
