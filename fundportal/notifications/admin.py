"""Letters and their delivery, as staff see them: to read, to send again. Codes never appear."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fundportal.accounts.roles import Permission
from fundportal.audit.record import record
from fundportal.notifications.backlog import backlog, by_state
from fundportal.notifications.kinds import KINDS, kind_label
from fundportal.notifications.lift import lift, liftable
from fundportal.notifications.models import Notification, NotificationQuerySet, Suppression, SuppressionQuerySet
from fundportal.notifications.resend import resend, resendable, todays, undelivered

SHOWN = 20


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        codes = {"sign_in_code", "confirm_code", "email_code", "password_code"}
        return [(kind, label) for kind, label in KINDS.items() if kind not in codes]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


class ReadOnly:
    """Seen by who may read letters in some programme; rows are scoped by `visible_to`. Nothing is written but through the actions."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        user: Any = request.user
        return bool(user.is_active and user.may_somewhere(Permission.READ_LETTERS))

    def has_send_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.may_somewhere(Permission.MANAGE_PROGRAM))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def confirmation(request: HttpRequest, model_admin: Any, **context: Any) -> TemplateResponse:
    """The page that says what will happen, to how many, to whom. It posts the same choice again, with `confirmed`."""
    return TemplateResponse(
        request,
        "letters/confirm.html",
        {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "action": request.POST["action"],
            "chosen": request.POST.getlist(helpers.ACTION_CHECKBOX_NAME),
            "everything": request.POST.get("select_across") == "1",
            **context,
        },
    )


@admin.register(Notification)
class NotificationAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    change_list_template = "letters/changelist.html"
    list_display = ["created_at", "kind_name", "email", "about", "state", "attempts", "sent_at"]
    list_filter = ["state", KindFilter, "program_code", "created_at"]
    search_fields = ["email", "about"]
    search_help_text = _("Address or reference")
    ordering = ["-id"]
    list_per_page = 50
    show_full_result_count = False
    actions = ["send_again"]
    fields = [
        "kind_name",
        "email",
        "language",
        "about",
        "program_code",
        "state",
        "attempts",
        "created_at",
        "sent_at",
        "last_error",
        "message_id",
        "subject",
        "text",
    ]

    def get_queryset(self, request: HttpRequest) -> NotificationQuerySet:
        return Notification.objects.visible_to(request.user)  # type: ignore[arg-type]

    @admin.display(description=_("kind"), ordering="kind")
    def kind_name(self, letter: Notification) -> str:
        return kind_label(letter.kind)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        counts = by_state(self.get_queryset(request))
        states = [(label, counts[value]) for value, label in Notification.State.choices]
        now = backlog()
        since = timezone.now() - timedelta(seconds=now.oldest_seconds)
        return super().changelist_view(request, {**(extra_context or {}), "backlog": now, "since": since, "states": states})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any) -> Any:
        """The letter is shown, words and all: that is recorded, as reading an application is."""
        shown: Notification = context["original"]
        user: Any = request.user
        record(actor=user, verb="view_letter", target=f"letter:{shown.pk}", program_code=shown.program_code, about=shown.about)
        return super().render_change_form(request, context, *args, **options)

    @admin.action(description=_("Send again"), permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: NotificationQuerySet) -> TemplateResponse | None:
        user: Any = request.user
        rows = resendable(queryset, by=user).annotate(goes_to=todays("email"))
        if "confirmed" in request.POST:
            count = resend(letters=rows, by=user)
            words = ngettext("%(count)d letter is in the outbox again.", "%(count)d letters are in the outbox again.", count)
            self.message_user(request, words % {"count": count}, messages.SUCCESS)
            return None
        count = rows.count()
        over = undelivered(queryset, by=user).count() - count
        first = rows.order_by("-id").values_list("goes_to", "kind", "about")[:SHOWN]
        listed = [f"{email} · {kind_label(kind)} · {about}" for email, kind, about in first]
        return confirmation(
            request,
            self,
            title=_("Send letters again"),
            count=count,
            over=over,
            left_out=queryset.count() - count - over,
            held=rows.filter(goes_to__in=Suppression.objects.values("email")).count(),
            listed=listed,
        )


@admin.register(Suppression)
class SuppressionAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["email", "reason", "since"]
    search_fields = ["email"]
    ordering = ["-since"]
    actions = ["let_through"]
    fields = ["email", "reason", "since"]

    def get_queryset(self, request: HttpRequest) -> SuppressionQuerySet:
        return Suppression.objects.visible_to(request.user)  # type: ignore[arg-type]

    @admin.action(description=_("Send to these addresses again"), permissions=["send"])
    def let_through(self, request: HttpRequest, queryset: SuppressionQuerySet) -> TemplateResponse | None:
        user: Any = request.user
        if "confirmed" in request.POST:
            count = lift(suppressions=queryset, by=user)
            words = ngettext("%(count)d address gets letters again.", "%(count)d addresses get letters again.", count)
            self.message_user(request, words % {"count": count}, messages.SUCCESS)
            return None
        rows = liftable(queryset, by=user)
        count = rows.count()
        listed = [f"{row.email} · {row.reason}" for row in rows[:SHOWN]]
        title = _("Send to these addresses again")
        return confirmation(request, self, title=title, count=count, left_out=queryset.count() - count, listed=listed)
