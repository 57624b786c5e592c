"""A value worked out once, when it is asked for, without a lock."""

from __future__ import annotations

from threading import Barrier, Thread

from symattn.numbers.lazy import lazy


class Counted:
    """Counts how often its value is worked out."""

    def __init__(self) -> None:
        self.times = 0

    @lazy
    def value(self) -> list[int]:
        """What it is."""
        self.times += 1
        return [self.times]


def test_a_value_is_worked_out_once_and_kept() -> None:
    one, other = Counted(), Counted()
    assert one.times == 0
    assert one.value is one.value and one.times == 1
    assert vars(one)["value"] is one.value
    assert other.value is not one.value
    del one.value
    assert one.value == [2]


def test_the_class_gives_what_works_it_out() -> None:
    assert isinstance(Counted.value, lazy)
    assert Counted.value.name == "value" and Counted.value.__doc__ == "What it is."


def test_two_threads_work_it_out_at_once_and_get_one_value() -> None:
    """Neither waits for the other: both are inside before one is done."""
    inside = Barrier(2, timeout=60)

    class Met:
        @lazy
        def value(self) -> object:
            inside.wait()
            return object()

    met, found = Met(), []
    threads = [Thread(target=lambda: found.append(met.value)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[0] is found[1] is met.value
