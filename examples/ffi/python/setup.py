"""Builds libattain.so.1 with CMake and puts it into the package: the wheel needs nothing but Python.

    ATTAIN_LIBRARY=FILE   takes this library instead of building one
"""

import atexit
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from wheel.bdist_wheel import bdist_wheel

ROOT = Path(__file__).resolve().parents[3]
SCRATCH = Path(tempfile.mkdtemp(prefix="attain-wheel-"))  # the source tree stays as it is
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)


def library():
    given = os.environ.get("ATTAIN_LIBRARY")
    if given:
        return Path(given)
    tree = SCRATCH / "cmake"
    subprocess.check_call(["cmake", "-S", str(ROOT), "-B", str(tree), "-DCMAKE_BUILD_TYPE=Release",
                           "-DATTAIN_REDISTRIBUTABLE=ON", "-DATTAIN_BUILD_TESTS=OFF",
                           "-DATTAIN_BUILD_EXAMPLES=OFF", "-DATTAIN_BUILD_BENCHMARKS=OFF"])
    jobs = str(os.cpu_count() or 1)  # make would start all at once without a number
    subprocess.check_call(["cmake", "--build", str(tree), "--target", "attain_capi", "--parallel", jobs])
    return tree / "capi" / "libattain.so.1"


class Build(build_py):
    def run(self):
        super().run()
        shutil.copyfile(library(), Path(self.build_lib) / "attain" / "libattain.so.1")


class Wheel(bdist_wheel):
    """For any Python 3, and for this platform alone."""

    def finalize_options(self):
        super().finalize_options()
        self.root_is_pure = False

    def get_tag(self):
        return "py3", "none", super().get_tag()[2]


setup(
    version=re.search(r"project\(attain VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text()).group(1),
    packages=["attain"],
    cmdclass={"build_py": Build, "bdist_wheel": Wheel},
    options={"build": {"build_base": str(SCRATCH)}, "egg_info": {"egg_base": str(SCRATCH)}},
)
