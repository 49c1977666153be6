"""The hindsight wing: recordings in, answers out. It asks the same Coach that spoke live."""
