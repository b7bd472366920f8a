"""From mentions to claims: each value of a sentence is read in its clause, then its slots are filled.

`reading` holds what is known of a value, `values` says how it stands in its clause, `flows`, `places`, `items`, `periods`,
`sources` and `statuses` fill one slot each from the clause, the sentence or the passage, and `linker` joins them.
"""
