"""Commands that run while the runner runs; one file each, loaded when asked for."""
