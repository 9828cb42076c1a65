"""The shelf of whole answers: one for all threads, and never more than its measure."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from contest.web import caching
from contest.web.caching import Kept, Shelf


def answer(length: int) -> Kept:
    return Kept(0.0, b"x" * length, ())


def test_what_is_put_is_found_and_replaced():
    shelf = Shelf()
    assert shelf.get("/") is None
    shelf.put("/", answer(1))
    shelf.put("/", answer(2))
    assert shelf.get("/") == answer(2)


@pytest.mark.parametrize(("most", "most_bytes"), [(3, 10**6), (10**6, 30)])
def test_what_is_too_much_goes_all_at_once(monkeypatch, most, most_bytes):
    monkeypatch.setattr(caching, "MOST", most)
    monkeypatch.setattr(caching, "MOST_BYTES", most_bytes)
    shelf = Shelf()
    for key in "abc":
        shelf.put(key, answer(11))
    shelf.put("d", answer(11))
    assert [key for key in "abcd" if shelf.get(key)] == ["d"]


def test_replacing_does_not_count_twice(monkeypatch):
    monkeypatch.setattr(caching, "MOST_BYTES", 30)
    shelf = Shelf()
    shelf.put("a", answer(10))
    for _ in range(50):
        shelf.put("b", answer(10))
    assert shelf.get("a") is not None


def test_many_threads_put_at_once(monkeypatch):
    monkeypatch.setattr(caching, "MOST", 50)
    shelf = Shelf()

    def put(thread: int) -> None:
        for number in range(3000):
            shelf.put(f"{thread}/{number}", answer(number % 7))

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(put, range(8))) == [None] * 8
