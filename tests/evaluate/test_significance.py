"""Bounds and chance."""

from extractor.evaluate.significance import interval, p_value


def test_articles_all_alike_leave_no_doubt() -> None:
    assert interval([(3, 4, 4)] * 10) == (0.75, 0.75)
    assert interval([]) == (0.0, 0.0)
    assert interval([(0, 0, 0)]) == (0.0, 0.0)


def test_bounds_hold_the_figure_and_widen_with_fewer_articles() -> None:
    few, many = [(1, 2, 2), (4, 4, 4)] * 5, [(1, 2, 2), (4, 4, 4)] * 50
    narrow, wide = interval(many), interval(few)
    assert wide[0] < narrow[0] < 5 / 6 < narrow[1] < wide[1]
    assert interval(few) == interval(few)


def test_chance() -> None:
    same = [(1, 2, 2)] * 20
    assert p_value(same, same) == 1.0
    assert p_value(same, [(2, 2, 2)] * 20) == 0.0
    assert p_value([], []) == 1.0
    one_better = [(2, 2, 2), *same[1:]]
    assert 0.1 < p_value(same, one_better) < 1.0
