"""The live wing: everything that happens now. Each source is an asynchronous iterator of Samples."""
