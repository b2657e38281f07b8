"""Self-description: who applies, in their own words, apart from every application; and the one service that counts it."""
