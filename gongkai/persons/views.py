"""An applicant's own data: to see, masked unless asked for, and to correct."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from gongkai.access.models import User
from gongkai.persons.forms import ApplicantForm
from gongkai.persons.models import SEALED, Applicant
from gongkai.persons.services import HEADINGS, register_applicant, reveal, update_applicant


@never_cache
@login_required
def profile(request: HttpRequest) -> HttpResponseBase:
    """What is known of oneself, masked."""
    _, applicant = _oneself(request)
    if applicant is None:
        return redirect("persons_edit")
    return render(request, "persons/profile.html", {"applicant": applicant, "facts": _facts(applicant)})


@never_cache
@login_required
@require_POST
@sensitive_variables()
def show(request: HttpRequest, member: str) -> HttpResponseBase:
    """The same page with one value in plain text, this once."""
    user, applicant = _oneself(request)
    if applicant is None or member not in SEALED:
        raise Http404
    shown = reveal(applicant, member, by=user, reason="本人查看")
    context = {"applicant": applicant, "facts": _facts(applicant, {member: shown})}
    return render(request, "persons/profile.html", context)


@never_cache
@login_required
@sensitive_post_parameters()
@sensitive_variables()
def edit(request: HttpRequest) -> HttpResponseBase:
    """Fill in or correct one's own data."""
    user, applicant = _oneself(request)
    form = ApplicantForm(request.POST or None, applicant=applicant, initial={} if applicant else {"name": user.name})
    if form.is_valid():
        try:
            if applicant is None:
                register_applicant(form.given(), by=user, user=user)
            else:
                update_applicant(applicant, form.given(), by=user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "资料已保存")
            return redirect("persons_profile")
    status = 422 if form.errors else 200
    return render(request, "persons/edit.html", {"form": form, "applicant": applicant}, status=status)


def _oneself(request: HttpRequest) -> tuple[User, Applicant | None]:
    """Who has signed in, and what is known of them as an applicant.

    Raises:
        PermissionDenied: somebody who works for a body.
    """
    user = request.user
    assert isinstance(user, User)
    if user.is_staff:
        raise PermissionDenied("工作人员账号不能用来提出申请，请用本人的公众账号")
    return user, Applicant.objects.filter(user=user).first()


@sensitive_variables()
def _facts(applicant: Applicant, shown: dict[str, str] | None = None) -> list[tuple[str, str, object, bool]]:
    """For each sealed member that is known: its name, heading, value, and whether that is in plain text."""
    plain = shown or {}
    return [
        (member, HEADINGS[member], plain.get(member, getattr(applicant, member)), member in plain)
        for member in SEALED
        if getattr(applicant, member)
    ]
