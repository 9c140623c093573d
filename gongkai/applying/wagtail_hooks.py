"""Wagtail looks here for what `desk` adds to the menu."""

from gongkai.applying import desk  # noqa: F401
