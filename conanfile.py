"""Conan recipe: `conan create . --test-folder tests/package/conan`.

The package holds what CMake installs, and is found by its own CMake package: find_package(attain CONFIG).
"""
import os
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, load


class Attain(ConanFile):
    name = "attain"
    description = "Sales goals people can reach, that add up: a C++20 library with a stable C ABI"
    license = "BSL-1.0"
    topics = ("sales", "quota", "goals", "forecast", "crm")
    settings = "os", "compiler", "build_type", "arch"
    exports_sources = "CMakeLists.txt", "LICENSE", "README.md", "cmake/*", "include/*", "src/*", "capi/*"

    def set_version(self):
        project = load(self, os.path.join(self.recipe_folder, "CMakeLists.txt"))
        self.version = re.search(r"project\(attain VERSION ([0-9.]+)", project).group(1)

    def requirements(self):
        self.requires("boost/[>=1.74 <2]", transitive_headers=True, libs=False, options={"header_only": True})

    def validate(self):
        check_min_cppstd(self, 20)

    def layout(self):
        cmake_layout(self)

    def generate(self):
        CMakeDeps(self).generate()
        toolchain = CMakeToolchain(self)
        for part in "TESTS", "EXAMPLES", "BENCHMARKS":
            toolchain.cache_variables[f"ATTAIN_BUILD_{part}"] = False
        toolchain.generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", self.source_folder, os.path.join(self.package_folder, "licenses"))

    def package_info(self):
        # The targets are those of the installed CMake package; libs are for what does not use CMake.
        self.cpp_info.set_property("cmake_find_mode", "none")
        self.cpp_info.builddirs = [os.path.join("lib", "cmake", "attain")]
        self.cpp_info.libs = ["attain", "attain_cxx"]
