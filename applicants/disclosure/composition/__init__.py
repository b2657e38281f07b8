"""A cohort as an optimisation: a model of numbers alone, solved exactly. It stands in this room because it may be given what only this room sees."""
