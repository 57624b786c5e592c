"""What MkDocs asks while it builds the site: the pages that are made from the code itself."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any


def on_files(files: Any, config: Any) -> Any:
    """The files of the site, and beside them one for each page of :mod:`reference`."""
    from mkdocs.structure.files import File

    sys.path.insert(0, str(Path(__file__).parent))
    from reference import pages

    for name, text in pages().items():
        files.append(File.generated(config, name, content=text))
    return files
