"""The SQLite database: its tables (`schema`), putting articles in (`write`) and getting them out (`query`)."""
