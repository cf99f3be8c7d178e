"""The context forms: entry, course, injection, socio, work, medications, procedures and history."""

from __future__ import annotations

from synthetic import (
    context_background,
    context_course,
    context_injection,
    context_medicines,
    context_screening,
    context_social,
)
from synthetic.forms import Form
from synthetic.spine import Subject

TOPICS = (
    context_screening,
    context_social,
    context_injection,
    context_background,
    context_medicines,
    context_course,
)


def forms(subjects: tuple[Subject, ...], seed: int) -> list[Form]:
    """The forms of the blinded export."""
    return [form for topic in TOPICS for form in topic.forms(subjects, seed)]


def apart(subjects: tuple[Subject, ...], seed: int) -> list[Form]:
    """The unblinded injection form, to be written beside the randomisation list and outside raw/."""
    return context_injection.apart(subjects, seed)
