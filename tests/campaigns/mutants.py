"""Mutation testing of one module by the test file of its name.

    python -m tests.campaigns.mutants numbers/rationals
    python -m tests.campaigns.mutants numbers/rationals --only FractionFree.matmul

mutmut makes the mutants.  Its own runner leaves properties and cached functions alone and
collects the tests anew for each mutant, so the running is done here: pytest collects
``tests/numbers/test_rationals.py`` once, and for each mutant a forked process gives the function
its mutated code and runs the tests that reach the function, the fastest first, until one fails
or the time limit ends it.  Hypothesis' profile is ``mutants``: few examples, always the same.

What survives is compared with ``tests/mutants/numbers.toml``, the mutants that change nothing.
Prints the counts, the diff of each survivor that is not listed, and each row of the list that
is no survivor; the exit code is 1 where there is any.
"""

# ruff: noqa: T201 (it is run by hand, and prints what it found)

from __future__ import annotations

import argparse
import ast
import difflib
import gc
import os
import re
import resource
import sys
import textwrap
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from math import ceil
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

import libcst
import pytest
from mutmut.mutation.file_mutation import Mutation, create_mutations, deep_replace

ROOT = Path(__file__).resolve().parents[2]
MEMORY = 8 << 30  # bytes that a mutant may take
SECONDS = 1  # of processor time, beside four times what the tests take


@dataclass(frozen=True)
class Mutant:
    """A mutant by what it changes: the same whichever others come and go."""

    function: str
    was: tuple[str, ...]
    now: tuple[str, ...]


@dataclass(frozen=True)
class Made:
    """A mutant with its diff, and the source of the mutated function."""

    mutant: Mutant
    diff: str
    source: str


def made(path: Path) -> list[Made]:
    """All mutants of a module's functions and methods."""
    text = path.read_text("utf-8")
    module, mutations, *_ = create_mutations(str(path), _undecorated(text))
    names = _names(module)
    found = [
        _made(names[function], function, mutation)
        for mutation in mutations
        if (function := mutation.contained_by_top_level_function) in names
    ]
    return [one for one in found if not _lenient(one.mutant)]


def _lenient(mutant: Mutant) -> bool:
    """Whether only ``strict=True`` of a zip is gone: an assertion, true in all that is called."""
    was, now = (re.sub(r",\s*(strict=\w+)?\)", ")", " ".join(x)) for x in (mutant.was, mutant.now))
    return was == now


def _undecorated(text: str) -> str:
    """Functions with empty lines for their decorators, under which mutmut changes nothing."""
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            for number in range(node.decorator_list[0].lineno, node.lineno):
                lines[number - 1] = ""
    return "\n".join(lines) + "\n"


def _names(module: libcst.Module) -> dict[Any, str]:
    """Functions and methods with their qualified names."""
    names: dict[Any, str] = {}
    for node in module.body:
        if isinstance(node, libcst.FunctionDef):
            names[node] = node.name.value
        elif isinstance(node, libcst.ClassDef):
            methods = [x for x in node.body.body if isinstance(x, libcst.FunctionDef)]
            names |= {x: f"{node.name.value}.{x.name.value}" for x in methods}
    return names


def _made(name: str, function: libcst.FunctionDef, mutation: Mutation) -> Made:
    changed: Any = deep_replace(function, mutation.original_node, mutation.mutated_node)
    before, after = (libcst.Module([x]).code.strip().splitlines() for x in (function, changed))
    diff = list(difflib.unified_diff(before, after, lineterm="", n=2))[3:]
    was, now = (
        tuple(line[1:].strip() for line in diff if line.startswith(sign) and line[1:].strip())
        for sign in "-+"
    )
    return Made(Mutant(name, was, now), "\n".join(diff), "\n".join(after))


def listed(module: str) -> Counter[Mutant]:
    """The mutants that tests/mutants/room.toml says change nothing."""
    room, _, name = module.partition("/")
    path = ROOT / "tests" / "mutants" / f"{room}.toml"
    rows = tomllib.loads(path.read_text("utf-8")).get(name, []) if path.exists() else []
    return Counter(
        Mutant(row["function"], _lines(row["was"]), _lines(row["now"]))
        for row in rows
        for _ in range(row.get("count", 1))
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def planted(module: ModuleType, one: Made) -> None:
    """Gives the living function the mutated code, and its mutated plain defaults."""
    owner, _, name = one.mutant.function.rpartition(".")
    found = vars(getattr(module, owner))[name] if owner else vars(module)[name]
    if hasattr(found, "cache_clear"):
        found.cache_clear()
    function = _bare(found)
    body = textwrap.indent(one.source, " ")
    source = f"from __future__ import annotations\nclass {owner or 'Outside'}:\n{body}\n"
    function.__code__ = next(_codes(compile(source, str(module.__file__), "exec"), name))
    (node,) = (x for x in ast.walk(ast.parse(source)) if isinstance(x, ast.ClassDef))
    written = node.body[0]
    assert isinstance(written, ast.FunctionDef)
    given = zip(written.args.defaults, function.__defaults__ or (), strict=True)
    function.__defaults__ = tuple(
        x.value if isinstance(x, ast.Constant) else known for x, known in given
    )
    named = zip(written.args.kwonlyargs, written.args.kw_defaults, strict=True)
    function.__kwdefaults__ = (function.__kwdefaults__ or {}) | {
        arg.arg: x.value for arg, x in named if isinstance(x, ast.Constant)
    }


def _bare(found: Any) -> FunctionType:
    """The function in a property, a class method, a cache."""
    while not isinstance(found, FunctionType):
        names = ("fget", "__func__", "__wrapped__", "func")
        found = next(getattr(found, name) for name in names if hasattr(found, name))
    return found


def _codes(code: CodeType, name: str) -> Iterator[CodeType]:
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from (const,) if const.co_name == name else _codes(const, name)


@dataclass
class Campaign:
    """A plugin of pytest: instead of running the tests once, runs them against each mutant."""

    module: str
    mutants: list[Made]
    known: Counter[Mutant]
    children: int
    seen: Counter[str] = field(default_factory=Counter)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        module = import_module("symattn." + self.module.replace("/", "."))
        gc.freeze()  # forks share what they do not touch
        reach = self._reach(session, str(module.__file__))
        running: dict[int, Made] = {}
        for one in self.mutants:
            tests = sorted(reach.get(one.mutant.function, []), key=lambda pair: pair[0])
            limit = SECONDS + ceil(4 * sum(seconds for seconds, _ in tests))
            while len(running) >= self.children:
                self._reap(running)
            items = [item for _, item in tests]
            running[_forked(partial(_fails, session, module, one, items), limit)] = one
        while running:
            self._reap(running)
        return True

    def _reap(self, running: dict[int, Made]) -> None:
        pid, status = os.wait()
        one = running.pop(pid)
        if status:
            self.seen["stopped by the time limit" if os.WIFSIGNALED(status) else "killed"] += 1
        elif self.known[one.mutant] > 0:
            self.known[one.mutant] -= 1
            self.seen["equivalent"] += 1
        else:
            self.seen["left"] += 1
            print(f"--- {one.mutant.function}\n{one.diff}\n", flush=True)

    def _reach(self, session: pytest.Session, file: str) -> dict[str, list[tuple[float, Any]]]:
        """By function: the tests that reach it, each with its seconds; all of them must pass."""
        out: dict[str, list[tuple[float, Any]]] = {}
        for item in session.items:
            reading, writing = os.pipe()
            pid = _forked(partial(_seen, session, item, file, writing), 600)
            os.close(writing)
            with open(reading) as pipe:
                seconds, *names = pipe.read().splitlines() or ["0"]
            if os.waitpid(pid, 0)[1]:
                raise pytest.UsageError(f"{item.nodeid} fails without any mutant")
            for name in names:
                out.setdefault(name, []).append((float(seconds), item))
        return out


def _forked(task: Callable[[], bool], seconds: int) -> int:
    """Runs the task in another process, which exits with 1 where it is true."""
    pid = os.fork()
    if pid:
        return pid
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        os._exit(int(task()))
    finally:
        os._exit(2)


def _fails(session: pytest.Session, module: ModuleType, one: Made, items: list[Any]) -> bool:
    planted(module, one)
    session.config.pluginmanager.unregister(name="terminalreporter")
    return any(_failed(session, item) for item in items)


def _failed(session: pytest.Session, item: Any) -> bool:
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
    return bool(session.testsfailed)


def _seen(session: pytest.Session, item: Any, file: str, pipe: int) -> bool:
    """Runs one test, and writes how long it takes and which functions of the file it reaches."""
    names: set[str] = set()

    def look(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code.co_filename == file:
            names.add(frame.f_code.co_qualname.partition(".<locals>")[0])

    session.config.pluginmanager.unregister(name="terminalreporter")
    before = os.times().user
    sys.setprofile(look)
    failed = _failed(session, item)
    sys.setprofile(None)
    os.write(pipe, "\n".join([str(os.times().user - before), *names]).encode())
    return failed


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("module", help="room/name, as in derivation/steps/softmax")
    parser.add_argument("--only", default="", help="functions whose name begins so")
    parser.add_argument("--children", type=int, default=1, help="processes at once")
    args = parser.parse_args()
    room, _, name = args.module.partition("/")
    mutants = made(ROOT / "symattn" / room / f"{name}.py")
    mutants = [one for one in mutants if one.mutant.function.startswith(args.only)]
    known = Counter(
        {x: n for x, n in listed(args.module).items() if x.function.startswith(args.only)}
    )
    campaign = Campaign(args.module, mutants, known, args.children)
    os.environ["HYPOTHESIS_PROFILE"] = "mutants"
    tests = Path("tests", room, name).with_name(f"test_{Path(name).name}.py")
    words = [str(tests), "-q", "-s", "-p", "no:cacheprovider"]
    if code := pytest.main([*words, "-W", "ignore::DeprecationWarning"], plugins=[campaign]):
        return int(code)
    stale = list(known.elements())
    for mutant in stale:
        print("listed, but killed or no mutant any more:", mutant)
    counts = ", ".join(f"{campaign.seen[what]} {what}" for what in ENDS)
    print(f"{args.module}: {len(mutants)} made, {counts}")
    return 1 if campaign.seen["left"] or stale else 0


ENDS = ("killed", "stopped by the time limit", "equivalent", "left")

if __name__ == "__main__":
    sys.exit(main())
