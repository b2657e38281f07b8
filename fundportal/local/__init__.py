"""The portal on one machine with Python alone: servers from wheels, processes that start and end together, tests, backup."""
