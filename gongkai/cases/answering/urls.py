"""Where somebody who is consulted answers, under consultation/. None of the addresses tells anything."""

from __future__ import annotations

from django.urls import URLPattern, path

from gongkai.cases.answering import views

urlpatterns: list[URLPattern] = [
    path("", views.start, name="answering_start"),
    path("receipt/", views.receive, name="answering_receipt"),
    path("answer/", views.answer, name="answering_answer"),
    path("letter/", views.letter, name="answering_letter"),
]
