"""How right the extractor is: gold labels (`gold`), pairing (`align`), rules of scoring (`score`), `report`."""
