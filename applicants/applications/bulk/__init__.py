"""The same step for many applications: looked at before, carried out in the background, stopped when somebody wants."""
