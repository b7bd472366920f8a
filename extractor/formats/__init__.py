"""Extractions for people and other programs; `registry` knows the formats by name."""
