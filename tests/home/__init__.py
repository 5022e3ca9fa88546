"""Home: what waits, the story of a dossier."""
