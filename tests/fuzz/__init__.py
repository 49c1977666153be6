"""Fuzz targets: programs that search for inputs which break a promise. No tests by themselves."""
