"""How sure a figure is: articles are drawn anew, with replacement, and the figure worked out each time.

Whole articles are drawn, not claims: claims of one article share its style, and its errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from numpy.typing import NDArray

Counts = tuple[int, int, int]
"""Right, gold and found of one article."""

_RESAMPLES = 5000
_SEED = 20180930
"""Fixed, so that the same articles give the same figures."""


def interval(counts: Sequence[Counts], part: float = 0.95) -> tuple[float, float]:
    """The bounds between which F1 lies in `part` of the redrawn sets of articles."""
    import numpy as np

    if not counts:
        return 0.0, 0.0
    f1 = _f1(_draws(len(counts)) @ np.array(counts))
    return float(np.quantile(f1, (1 - part) / 2)), float(np.quantile(f1, (1 + part) / 2))


def p_value(before: Sequence[Counts], after: Sequence[Counts]) -> float:
    """How often redrawn sets of the same articles do not show the difference in F1 (two-sided); 1 is no difference."""
    import numpy as np

    if not before:
        return 1.0
    draws = _draws(len(before))
    difference = _f1(draws @ np.array(after)) - _f1(draws @ np.array(before))
    return float(min(1.0, 2 * min(np.mean(difference <= 0), np.mean(difference >= 0))))


@cache
def _draws(articles: int) -> NDArray[Any]:
    """How often each article is drawn, one row for each redrawn set."""
    import numpy as np

    random = np.random.default_rng(_SEED)
    return random.multinomial(articles, [1 / articles] * articles, size=_RESAMPLES)


def _f1(totals: NDArray[Any]) -> NDArray[Any]:
    import numpy as np

    right, both = totals[:, 0], totals[:, 1] + totals[:, 2]
    f1: NDArray[Any] = np.divide(2.0 * right, both, out=np.zeros(len(totals)), where=both > 0)
    return f1
