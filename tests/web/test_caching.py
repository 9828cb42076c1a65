"""The shelf of whole answers: one for all threads, and never more than its measure."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from contest.web import caching
from contest.web.caching import Kept, Shelf


def answer(length: int, until: float = 1.0) -> Kept:
    return Kept(until, b"x" * length, ())


def test_what_is_put_is_found_and_replaced():
    shelf = Shelf()
    assert shelf.get("/") is None
    shelf.put("/", answer(1), 0.0)
    shelf.put("/", answer(2), 0.0)
    assert shelf.get("/") == answer(2)


@pytest.mark.parametrize(("most", "most_bytes"), [(3, 10**6), (10**6, 35)])
def test_of_too_much_the_oldest_goes(monkeypatch, most, most_bytes):
    monkeypatch.setattr(caching, "MOST", most)
    monkeypatch.setattr(caching, "MOST_BYTES", most_bytes)
    shelf = Shelf()
    for key in "abcad":
        shelf.put(key, answer(11), 0.0)
    assert [key for key in "abcd" if shelf.get(key)] == ["a", "c", "d"]


def test_what_nobody_is_given_any_more_is_not_kept():
    shelf = Shelf()
    for key, until in (("a", 1.0), ("b", 1.5), ("c", 3.0)):
        shelf.put(key, answer(11, until), 0.0)
    shelf.put("d", answer(11, 3.0), 2.0)
    assert [key for key in "abcd" if shelf.get(key)] == ["c", "d"]


def test_one_larger_than_its_measure_is_not_kept(monkeypatch):
    monkeypatch.setattr(caching, "MOST_BYTES", 30)
    shelf = Shelf()
    shelf.put("a", answer(31), 0.0)
    assert shelf.get("a") is None
    shelf.put("b", answer(30), 0.0)
    assert shelf.get("b") is not None


def test_replacing_does_not_count_twice(monkeypatch):
    monkeypatch.setattr(caching, "MOST_BYTES", 30)
    shelf = Shelf()
    shelf.put("a", answer(10), 0.0)
    for _ in range(50):
        shelf.put("b", answer(10), 0.0)
    assert shelf.get("a") is not None


def test_many_threads_put_at_once(monkeypatch):
    monkeypatch.setattr(caching, "MOST", 50)
    shelf = Shelf()

    def put(thread: int) -> None:
        for number in range(3000):
            shelf.put(f"{thread}/{number}", answer(number % 7), 0.0)

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(put, range(8))) == [None] * 8
