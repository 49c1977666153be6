"""The live wing: what happens now. Each source is an asynchronous iterator of Samples."""
