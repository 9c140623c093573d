"""Every way in which a page, a document or a sheet shows the same report.

Importing this package registers all layouts; `LAYOUTS` maps their names to them.
"""

from importlib import import_module

from tests.corpus.layouts.base import LAYOUTS, Layout, render

MODULES = "text text_lines text_labels text_twisted broken html html_word docx_word xlsx pdf"
for module in MODULES.split():
    import_module(f"tests.corpus.layouts.{module}")

__all__ = ["LAYOUTS", "Layout", "render"]
