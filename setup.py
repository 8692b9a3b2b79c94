"""Names the packages (pyproject.toml says where they live) and ships the grammars compiled."""

import os
import subprocess
import sys

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py


def mapped(top):
    """The packages of a folder that lives outside `cobolscan/` and belongs inside it."""
    return (f"cobolscan.{top}", *(f"cobolscan.{top}.{name}" for name in find_packages(top)))


class BuildWithTables(build_py):
    """Compiles the grammars into the build. Without lark the package still works: it compiles them when first used."""

    def run(self):
        super().run()
        if self.editable_mode:
            return
        environment = os.environ | {"PYTHONPATH": os.pathsep.join([os.path.abspath(self.build_lib), *filter(None, sys.path)])}
        done = subprocess.run([sys.executable, "-B", "-m", "cobolscan.syntax.compile"], env=environment, cwd=self.build_lib)
        if done.returncode:
            self.announce("the grammars were not compiled; they will be when first used", level=3)


setup(
    packages=["cobolscan", *(f"cobolscan.{name}" for name in find_packages("cobolscan")), *mapped("grammars"), *mapped("rules")],
    cmdclass={"build_py": BuildWithTables},
)
