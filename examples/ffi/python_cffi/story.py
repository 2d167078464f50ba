"""The story of ../python/story.py, word for word the same program, with this folder's `attain`."""

import runpy
from pathlib import Path

import attain  # the one beside this file; the story finds it imported already

assert Path(attain.__file__).parent == Path(__file__).resolve().parent
runpy.run_path(str(Path(__file__).resolve().parents[1] / "python" / "story.py"), run_name="__main__")
