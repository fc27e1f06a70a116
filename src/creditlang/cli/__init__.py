"""The commands. Each has a module of its own with `arguments()` and `run()`; `main` finds it and loads only that."""
