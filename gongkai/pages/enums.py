"""The colours among which a site chooses: dark enough for white text on them, and for them on white."""

from __future__ import annotations

from django.db import models


class Colour(models.TextChoices):
    """The main colour of a site; `static/pages/site.css` gives each its value."""

    BLUE = "blue", "蓝"
    RED = "red", "红"
    GREEN = "green", "绿"
    TEAL = "teal", "青"
    INDIGO = "indigo", "靛"
    BROWN = "brown", "褐"


class RuleGroup(models.TextChoices):
    """How the rules of disclosure are grouped, from the widest in force to the body's own."""

    NATIONAL = "national", "国家法规和规定"
    LOCAL = "local", "地方法规和规定"
    OWN = "own", "本机关制度"
