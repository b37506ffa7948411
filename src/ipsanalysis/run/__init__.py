"""The machinery around a run: the environment, the lock, clearing up, cleaning."""
