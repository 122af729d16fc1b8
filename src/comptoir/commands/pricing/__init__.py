"""Reading and writing the files of `comptoir rate`."""
