"""The check of requirements that an application was begun with: what its person says, and nothing more. Nobody is let in or kept out by it."""
