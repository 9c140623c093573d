"""Reports with exactly one thing wrong, and the code of the catalogue that must name it.

Importing this package registers every kind; `DEFECTS` maps their names to them.
"""

from importlib import import_module

from tests.corpus.defects.base import DEFECTS, Defect, layouts_for, make_defective

for module in ("numbers", "years", "claims", "prose", "form"):
    import_module(f"tests.corpus.defects.{module}")

__all__ = ["DEFECTS", "Defect", "layouts_for", "make_defective"]
