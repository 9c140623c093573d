"""The directory of what is disclosed without being asked for."""

from __future__ import annotations

from collections import Counter

import pytest

from gongkai.law.annual import Filer
from gongkai.law.proactive import CITIES_AND_COUNTIES, EVERY_ORGAN, TOWNSHIPS, directory, each

ALL = tuple(each(EVERY_ORGAN + CITIES_AND_COUNTIES + TOWNSHIPS))


def test_all_fifteen_items_of_article_20_have_a_place():
    assert {topic.article.item for topic in EVERY_ORGAN} == set(range(1, 16))


@pytest.mark.parametrize("organ", [*Filer, None])
def test_article_21_is_added_for_those_whom_it_names(organ: Filer | None):
    cited = {topic.article.number for topic in directory(organ)}
    assert cited == ({20} if organ is None else {20, 21})


def test_an_address_belongs_to_one_topic_and_is_plain_ascii():
    counted = Counter(topic.slug for topic in ALL)
    assert set(counted.values()) == {1}
    assert all(slug.replace("-", "").isalnum() and slug.isascii() and slug.islower() for slug in counted)


def test_a_part_stands_on_the_article_of_its_topic():
    assert all(part.article == topic.article for topic in ALL for part in topic.parts)
