"""The worksheet that the writers are tried on."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def notebook() -> ModuleType:
    """The notebook worksheet by hand (its file is no test and no package)."""
    path = Path(__file__).with_name("notebook.py")
    spec = importlib.util.spec_from_file_location("notebook_by_hand", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
