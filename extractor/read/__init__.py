"""Files to articles: which reader reads what (`registry`), the readers, and the metadata that comes beside them."""
