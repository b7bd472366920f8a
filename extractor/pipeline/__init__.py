"""spaCy components: from text to mentions and cues. `build` puts them in order."""
