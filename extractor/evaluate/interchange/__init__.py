"""Gold labels in the formats of annotation tools, there and back; `registry` knows the formats by name."""
