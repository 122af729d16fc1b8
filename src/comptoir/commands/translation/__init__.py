"""Behind `comptoir messages`: from the sources' words to complete catalogues in four languages."""
