"""Bad input in bulk: seeded, so that whatever breaks can be played again."""
