"""What a parser under fire is: real seeds, how they are mutated, how it is called, what it may raise."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks.fuzz.mutate import mutate
from langnghe.config import Settings


@dataclass(frozen=True, kw_only=True)
class Parser:
    """One parser. run gets an input and the number of the seed it was made of; whatever it returns is
    a value, and what it raises must be one of errors: its own declared error, with words for people.
    """

    name: str
    shape: str
    make_seeds: Callable[[], Sequence[bytes]]
    run: Callable[[bytes, int], object]
    errors: tuple[type[Exception], ...] = ()

    @cached_property
    def seeds(self) -> Sequence[bytes]:
        """Return the real inputs."""
        found = self.make_seeds()
        assert found, f"{self.name}: no seed"
        return found

    def input(self, number: int, seed: int = 0) -> tuple[bytes, int]:
        """Return input `number` and which seed it was made of: the same on every machine."""
        rng = random.Random(f"{self.name}:{seed}:{number}")
        return mutate(self.seeds, rng, self.shape)

    def survives(self, number: int, seed: int = 0) -> bool:
        """Run one input: True for a value, False for a declared error; anything else is raised."""
        data, at = self.input(number, seed)
        try:
            self.run(data, at)
        except self.errors:
            return False
        return True


def pages(pattern: str) -> list[Path]:
    """Return saved real pages of the third-party data, none where it is not there."""
    return sorted((Settings().data / "pages").glob(pattern))
