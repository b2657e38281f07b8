"""Rounds and their rubric in the admin. Once somebody has begun to score, the rubric stays as it is."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from applicants.applications.staff_page import StaffRequest
from applicants.calls.models import Call
from applicants.review import assigning, closing
from applicants.review.models import Criterion, Review, Round
from applicants.review.reading import BLINDNESS
from applicants.review.round_form import CriterionForm
from fundportal.accounts.roles import Permission


def is_begun(round: Round | None) -> bool:
    """Whether a score or a comment has been written in the round."""
    return round is not None and Review.objects.filter(round=round, saved_at__isnull=False).exists()


class CriterionInline(admin.StackedInline[Criterion, Round]):
    model = Criterion
    form = CriterionForm
    extra = 0
    min_num = 1

    def editable(self, request: HttpRequest, obj: Round | None) -> bool:
        return RoundAdmin.manages(request, obj) and not is_begun(obj)

    def has_view_permission(self, request: HttpRequest, obj: Round | None = None) -> bool:
        return True  # who sees the round sees its rubric: it is public

    def has_add_permission(self, request: HttpRequest, obj: Round | None = None) -> bool:
        return self.editable(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Round | None = None) -> bool:
        return self.editable(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Round | None = None) -> bool:
        return self.editable(request, obj)


@admin.register(Round)
class RoundAdmin(admin.ModelAdmin[Round]):
    """Higher rooms add their pages to `more_pages` (path -> name and view)."""

    more_pages: ClassVar[dict[str, tuple[str, Any]]] = {}
    list_display = ["named", "call", "reviews_wanted", "due_on", "progress", "closed", "links"]
    list_display_links = ["named"]
    ordering = ["-call__closes_at", "ordinal"]
    fields = ["call", "name_es", "name_en", "reviews_wanted", "blind_tier", "due_on"]
    inlines = [CriterionInline]
    actions = None
    show_full_result_count = False

    @staticmethod
    def manages(request: HttpRequest, obj: Round | None = None) -> bool:
        user = cast(StaffRequest, request).user
        return user.may_somewhere(Permission.MANAGE_CALL) if obj is None else user.may(Permission.MANAGE_CALL, obj.call.program_code)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Round]:
        rows = Round.objects.visible_to(cast(StaffRequest, request).user).select_related("call__cohort__strand__program")
        return rows.annotate(
            assigned=Count("reviews", ~Q(reviews__conflict="declared")), done=Count("reviews", Q(reviews__submitted_at__isnull=False))
        )

    @admin.display(description=_("handed in"))
    def progress(self, round: Any) -> str:
        return f"{round.done} / {round.assigned}"

    @admin.display(description=_("closed"), ordering="closed_at")
    def closed(self, round: Round) -> str:
        return date_format(timezone.localtime(round.closed_at), "j N Y") if round.closed_at else "–"

    @admin.display(description=_("next"))
    def links(self, round: Round) -> str:
        pages = [(_("Assign"), "round_assign"), (_("Ranking"), "round_ranking")]
        if not round.closed_at:
            pages.append((_("Close"), "round_close"))
        return format_html(
            " · ".join(['<a href="{}">{}</a>'] * len(pages)),
            *(part for label, name in pages for part in (reverse(f"admin:{name}", args=[round.pk]), label)),
        )

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/assign/", wrap(assigning.assigning), name="round_assign"),
            path("<int:pk>/assigned/", wrap(assigning.unassigning), name="round_unassign"),
            path("<int:pk>/close/", wrap(closing.closing), name="round_close"),
            *(path(route, wrap(view), name=name) for route, (name, view) in self.more_pages.items()),
            *super().get_urls(),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Round | None = None) -> list[str]:
        if obj is None:
            return []
        return ["call", "blind_tier"] if is_begun(obj) else ["call"]

    @admin.display(description=_("round"), ordering="ordinal")
    def named(self, round: Round) -> str:
        return str(round.name)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "call" and field is not None:  # calls are made on their own page
            field.widget.can_add_related = field.widget.can_change_related = field.widget.can_view_related = False
        return field

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "blind_tier":
            kwargs["choices"] = list(BLINDNESS.items())
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "call":
            user = cast(StaffRequest, request).user
            calls = Call.objects.visible_to(user)
            if not user.is_superuser:
                calls = calls.filter(cohort__strand__program__code__in=user.codes_with(Permission.MANAGE_CALL))
            kwargs["queryset"] = calls.order_by("-closes_at")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Round, form: Any, change: bool) -> None:
        if not change:
            obj.seed = secrets.randbelow(2**31)
            obj.ordinal = (Round.objects.filter(call=obj.call).aggregate(last=Max("ordinal"))["last"] or 0) + 1
        super().save_model(request, obj, form, change)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Round | None = None) -> bool:
        user = cast(StaffRequest, request).user
        wanted = (Permission.MANAGE_CALL, Permission.ASSIGN, Permission.DECIDE)
        return any(user.may_somewhere(p) if obj is None else user.may(p, obj.call.program_code) for p in wanted)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.manages(request)

    def has_change_permission(self, request: HttpRequest, obj: Round | None = None) -> bool:
        return self.manages(request, obj) and not (obj and obj.closed_at)

    def has_delete_permission(self, request: HttpRequest, obj: Round | None = None) -> bool:
        return obj is not None and self.manages(request, obj) and not Review.objects.filter(round=obj).exists()
