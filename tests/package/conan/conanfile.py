"""The consumer of tests/package, against the package that Conan made."""
import os

from conan import ConanFile
from conan.tools.build import can_run
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout


class Consumer(ConanFile):
    settings = "os", "compiler", "build_type", "arch"

    def requirements(self):
        self.requires(self.tested_reference_str)

    def layout(self):
        cmake_layout(self)

    def generate(self):
        CMakeDeps(self).generate()
        toolchain = CMakeToolchain(self)
        here = self.recipe_folder
        toolchain.cache_variables["ATTAIN_SOURCE"] = os.path.abspath(os.path.join(here, "..", "..", ".."))
        toolchain.cache_variables["FOUND_BY"] = "find_package"
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure(build_script_folder=os.path.join("..", "consumer"))
        cmake.build()

    def test(self):
        if can_run(self):
            for program in "crm", "crm_in_c", "crm_in_one_file", "crm_both":
                self.run(os.path.join(self.cpp.build.bindir, program), env="conanrun")
