"""Privacy notices in the admin: written as drafts, published by a page that says what will happen."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fundportal.accounts.filters import ProgrammeFilter
from fundportal.accounts.roles import Permission
from fundportal.audit.recorded import RecordedAdmin
from fundportal.consents.forms import NoticeForm
from fundportal.consents.models import Notice, Purpose
from fundportal.consents.publish import may_publish, missing, publish


@admin.register(Notice)
class NoticeAdmin(RecordedAdmin[Notice]):
    """Privacy officers write; coordinators of the programme read."""

    form = NoticeForm
    list_display = ["program_code", "version", "controller_name", "controller_kind", "published_at", "is_sample"]
    list_filter = [ProgrammeFilter, "controller_kind", ("published_at", admin.EmptyFieldListFilter)]
    ordering = ["program_code", "-version"]
    actions = None
    view_on_site = False  # the page's own template links to it, once it is published
    change_form_template = "admin/consents/notice/change_form.html"

    def code_of(self, obj: Notice) -> str:
        return obj.program_code

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notice]:
        return Notice.objects.visible_to(request.user)  # type: ignore[arg-type]

    def get_form(self, request: HttpRequest, obj: Notice | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"by": request.user})

    def get_fields(self, request: HttpRequest, obj: Notice | None = None) -> list[Any]:
        """A notice that can only be read shows its lists in words."""
        fields = list(super().get_fields(request, obj))
        if obj is None or self.has_change_permission(request, obj):
            return fields
        return [f"{field}_in_words" if field in ("purposes", "recipients") else field for field in fields]

    @admin.display(description=gettext_lazy("Purposes"))
    def purposes_in_words(self, notice: Notice) -> str:
        return "\n".join(str(Purpose(code).label) for code in Purpose.values if code in notice.purposes)

    @admin.display(description=gettext_lazy("Recipients"))
    def recipients_in_words(self, notice: Notice) -> str:
        return "\n".join(" | ".join((row["name"], row["purpose_es"], row["purpose_en"])) for row in notice.recipients)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """?from=<id>: the next version starts as a copy of that one."""
        asked = request.GET.get("from", "")
        source = self.get_queryset(request).filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 10 else None
        if source is None:
            return {"version": 1}
        last = Notice.objects.filter(program_code=source.program_code).aggregate(last=Max("version"))["last"]
        return {**{field: getattr(source, field) for field in NoticeForm.Meta.fields}, "version": last + 1}

    def get_urls(self) -> list[URLPattern]:
        return [path("<int:pk>/publish/", self.admin_site.admin_view(self.publish), name="consents_notice_publish"), *super().get_urls()]

    def publish(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET shows the notice as it will be read and what is missing; POST publishes."""
        notice = get_object_or_404(self.get_queryset(request), pk=pk)
        if not may_publish(request.user, notice):  # type: ignore[arg-type]
            raise PermissionDenied
        if request.method == "POST":
            published = publish(notice=notice, by=request.user)  # type: ignore[arg-type]
            messages.success(request, _("Version %(version)d is published. Choose it in the call.") % {"version": published.version})
            return redirect("admin:consents_notice_change", pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Publish the notice"),
            "notice": notice,
            "gaps": missing(notice),
        }
        return TemplateResponse(request, "admin/consents/notice/publish.html", context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.may_somewhere(Permission.MANAGE_NOTICES))  # type: ignore[union-attr]

    def has_change_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        user: Any = request.user
        if obj is None:
            return bool(user.may_somewhere(Permission.MANAGE_NOTICES))
        return obj.published_at is None and may_publish(user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        return self.has_change_permission(request, obj)
