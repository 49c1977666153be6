"""What a run is kept in: the journal of a live run, and FIT files of every maker."""
