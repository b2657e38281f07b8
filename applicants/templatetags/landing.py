"""The queue on the admin's front page, and the doors of those who have none."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import template
from django.db.models import Count, Q
from django.utils import timezone

from applicants.reports.models import CohortReport
from applicants.selection.funnel.models import CohortFunnel
from applicants.selection.landing import Block, blocks_of
from fundportal.accounts.roles import Permission
from programs.models import Cohort

NEW = timedelta(days=30)

register = template.Library()


@register.simple_tag(takes_context=True)
def waiting_blocks(context: dict[str, Any]) -> list[Block]:
    """What waits for the person who looks at the page, by call."""
    return blocks_of(context["request"].user)


@register.simple_tag(takes_context=True)
def reports_to_read(context: dict[str, Any]) -> list[Cohort]:
    """The reports that the person may read, the newest cohort of each programme first, with how many take part (`part`) and how many of them are new
    within a month (`new`). One statement, none for who may read none."""
    user = context["request"].user
    if not user.may_somewhere(Permission.EXPORT_REPORT):
        return []
    standing = Q(enrolments__withdrawn_at=None)
    rows = CohortReport.objects.visible_to(user).select_related("strand__program")
    rows = rows.annotate(
        part=Count("enrolments", filter=standing),
        new=Count("enrolments", filter=standing & Q(enrolments__enrolled_at__gte=timezone.now() - NEW)),
    )
    return list(rows.order_by("strand__program__order", "-ordinal")[:30])


@register.simple_tag(takes_context=True)
def funnels_to_read(context: dict[str, Any]) -> list[Cohort]:
    """The cohorts for whose equity the person answers. One statement, none for who answers for none."""
    user = context["request"].user
    if not user.may_somewhere(Permission.VIEW_EQUITY_FUNNEL):
        return []
    rows = CohortFunnel.objects.visible_to(user).select_related("strand__program")
    return list(rows.order_by("strand__program__order", "-ordinal")[:30])


@register.simple_tag(takes_context=True)
def is_reviewer(context: dict[str, Any]) -> bool:
    """Whether the person has a desk."""
    return bool(context["request"].user.may_somewhere(Permission.REVIEW))
