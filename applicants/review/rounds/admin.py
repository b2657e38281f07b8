"""Rounds and their rubric in the admin. Once somebody has begun to score, the rubric stays as it is."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, DateField, Max, Q, QuerySet
from django.forms import DateInput
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applicants.applications.staff.page import ONE_ID, StaffRequest
from applicants.calls.form_versions import form_version
from applicants.calls.models import Call
from applicants.review.blinding import page as leaks
from applicants.review.blinding.models import Leak
from applicants.review.conflicts import page as conflicts
from applicants.review.conflicts.ending import ending
from applicants.review.desk.reading import BLINDNESS, is_hidden
from applicants.review.models import Criterion, Review, Round
from applicants.review.rounds import assigning, closing
from applicants.review.rounds.form import CriterionForm, CriterionFormSet, RoundForm, new_seed
from fundportal.accounts.roles import Permission
from fundportal.audit.record import record
from fundportal.web.bilingual import pick

FIXED = ["kind", "blind_tier", "shows_names", "peers", "shows_earlier"]
"""What stays as it is once somebody has begun to score: the others would have read under other conditions."""


def is_begun(round: Round | None) -> bool:
    """Whether a score or a comment has been written in the round."""
    return round is not None and Review.objects.filter(round=round, saved_at__isnull=False).exists()


def questions_of(round: Round, *, hidden: bool) -> str:
    """The questions of the call's form whose answers the round hides, or shows; a dash for none."""
    if round.call.form_version_id is None:
        return "–"
    questions = form_version(round.call.form_version_id).questions.values()
    return "; ".join(pick(q["label"]) for q in questions if is_hidden(q, round.blind_tier) == hidden) or "–"


class CriterionInline(admin.StackedInline[Criterion, Round]):
    model = Criterion
    form = CriterionForm
    formset = CriterionFormSet
    extra = 0
    min_num = 1
    readonly_fields = ["anchors"]

    @admin.display(description=_("Scores"))
    def anchors(self, criterion: Criterion) -> str:
        """The descriptors, the lowest first, where they can no longer be changed."""
        return format_html_join("", "<div>{}: {}</div>", ((line["score"], pick(line)) for line in criterion.descriptors))

    def get_fields(self, request: HttpRequest, obj: Round | None = None) -> Any:
        own = ["title_es", "title_en", "weight", "order"]
        return [*own, "descriptors_es", "descriptors_en"] if self.editable(request, obj) else [*own, "anchors"]

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
    """Other rooms add their pages to `more_pages` (path -> name and view) and links to them to `more_links` (words and name)."""

    more_pages: ClassVar[dict[str, tuple[str, Any]]] = {}
    more_links: ClassVar[list[tuple[Any, str]]] = []
    form = RoundForm
    formfield_overrides: ClassVar[dict[Any, Any]] = {DateField: {"widget": DateInput({"type": "date"}, format="%Y-%m-%d")}}
    list_display = ["named", "links", "call", "kind", "takes", "reviews_wanted", "opens_on", "due_on", "progress", "closed"]
    list_display_links = ["named"]
    ordering = ["-call__closes_at", "ordinal"]
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
        pages = [
            (_("Assign"), "round_assign"),
            (_("Conflicts"), "round_conflicts"),
            (_("Names"), "round_leaks"),
            (_("Ranking"), "round_ranking"),
            *self.more_links,
        ]
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
            path("<int:pk>/assigned/<int:review>/", wrap(ending), name="round_end_abstention"),
            path("<int:pk>/close/", wrap(closing.closing), name="round_close"),
            path("<int:pk>/conflicts/", wrap(conflicts.conflicts_page), name="round_conflicts"),
            path("<int:pk>/conflicts/kinds/", wrap(conflicts.kinds_page), name="round_conflict_kinds"),
            path("<int:pk>/conflicts/<int:reviewer>/", wrap(conflicts.graph_page), name="round_conflict_graph"),
            path("<int:pk>/conflicts/<int:reviewer>/<int:application>/", wrap(conflicts.overruling), name="round_conflict_overrule"),
            path("<int:pk>/leaks/", wrap(leaks.leaks_page), name="round_leaks"),
            path("<int:pk>/leaks/<int:application>/", wrap(leaks.deciding), name="round_leaks_decide"),
            *(path(route, wrap(view), name=name) for route, (name, view) in self.more_pages.items()),
            *super().get_urls(),
        ]

    def get_fields(self, request: HttpRequest, obj: Round | None = None) -> Any:
        return [*RoundForm.Meta.fields, "once"] if obj is None else [*RoundForm.Meta.fields, "shown", "hidden", "names"]

    def get_readonly_fields(self, request: HttpRequest, obj: Round | None = None) -> list[str]:
        if obj is None:
            return []
        return ["call", "shown", "hidden", "names", *(FIXED if is_begun(obj) else [])]

    @admin.display(description=_("reviewers see"))
    def shown(self, round: Round) -> str:
        """Questions whose answers are open at this degree of blindness, as the form stands."""
        return questions_of(round, hidden=False)

    @admin.display(description=_("reviewers do not see"))
    def hidden(self, round: Round) -> str:
        return questions_of(round, hidden=True)

    @admin.display(description=_("names in what they see"))
    def names(self, round: Round) -> str:
        """How many findings wait for somebody to say something, with the way to them."""
        rows = Leak.objects.open().shown_in(round.blind_tier).filter(application__call=round.call, application__state__in=round.read_states)
        words = ngettext("%(count)d to be looked at", "%(count)d to be looked at", count := rows.count()) % {"count": count}
        return format_html('<a href="{}">{}</a>', reverse("admin:round_leaks", args=[round.pk]), words)

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

    @transaction.atomic
    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Who adds a round to a call, or changes one, does it after anybody who is at it: a form sent twice makes one round, a closed one stays closed."""
        if request.method == "POST":
            made = self.made_by(request) if object_id is None else None
            if object_id is not None:
                self.lock(request, object_id)
            if made:
                messages.success(request, _("The round is there already: %(round)s.") % {"round": made})
                return redirect("admin:applicants_round_changelist")
        return super().changeform_view(request, object_id, form_url, extra_context)

    def made_by(self, request: HttpRequest) -> Round | None:
        """The round that this very form has made before. The call is locked until the end of the request."""
        user, call, once = cast(StaffRequest, request).user, request.POST.get("call", ""), request.POST.get("once", "")
        if not ONE_ID.fullmatch(call):
            return None
        locked = Call.objects.visible_to(user).select_for_update(of=("self",), no_key=True).filter(pk=call).first()
        if locked is None or not ONE_ID.fullmatch(once):
            return None
        return Round.objects.visible_to(user).select_related("call").filter(call=locked, seed=once).first()

    def lock(self, request: HttpRequest, object_id: str) -> None:
        rows = Round.objects.visible_to(cast(StaffRequest, request).user).select_for_update(of=("self",), no_key=True)
        if ONE_ID.fullmatch(object_id):
            rows.filter(pk=object_id).first()

    def save_model(self, request: HttpRequest, obj: Round, form: Any, change: bool) -> None:
        same = {name for name, value in form.initial.items() if form.cleaned_data.get(name) == value}
        changed = [name for name in form.changed_data if name != "once" and name not in same]
        if change:
            obj.save(update_fields=changed)
        else:
            rounds = Round.objects.filter(call=obj.call)
            last = rounds.aggregate(last=Max("ordinal"))["last"] or 0
            read = rounds.exclude(kind=Round.Kind.SCREENING).exists()
            once = form.cleaned_data.get("once")
            obj.seed, obj.ordinal = new_seed() if once is None else once, last + 1
            obj.takes = obj.takes or (Round.Takes.SHORTLIST if read else Round.Takes.ALL)
            obj.save()
        self.write_down(request, obj, "round_changed" if change else "round_added", fields=changed)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        criteria = [formset for formset in formsets if formset.has_changed()]
        if criteria:
            keys = [
                criterion.key for formset in criteria for criterion in (*formset.new_objects, *(o for o, _f in formset.changed_objects))
            ]
            gone = [criterion.key for formset in criteria for criterion in formset.deleted_objects]
            self.write_down(request, form.instance, "criteria_changed", changed=keys, deleted=gone)

    def delete_model(self, request: HttpRequest, obj: Round) -> None:
        self.write_down(request, obj, "round_deleted")
        super().delete_model(request, obj)

    def write_down(self, request: HttpRequest, round: Round, verb: str, **detail: Any) -> None:
        target = f"{round.call.slug}:{round.ordinal}"
        record(actor=cast(StaffRequest, request).user, verb=verb, target=target, program_code=round.call.program_code, **detail)

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
