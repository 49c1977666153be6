"""Commands over runs that are done; one file each, loaded when asked for."""
