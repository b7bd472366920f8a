"""quantulum3 as the other extractor."""

from extractor.evaluate.rival import RIVALS
from tests.samples import article


def test_quantulum3() -> None:
    text = "Exports of $45.6 billion, up 5.3%, and 1.2 million tonnes in 2018."
    found = RIVALS["quantulum3"](article(text))
    forms = [(str(mention.label), mention.text, mention.normal_form) for mention in found.mentions]
    assert forms == [
        ("MONEY", "$45.6 billion", "45600000000 USD"),
        ("PERCENT", "5.3%", "5.3 %"),
        ("QUANTITY", "1.2 million tonnes", "1200000 tonne"),
    ]
    assert found.claims == ()
