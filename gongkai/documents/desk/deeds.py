"""What is done to an item from its page: by a form, or at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import bodies_where
from gongkai.access.views import needs
from gongkai.documents.content import content_of
from gongkai.documents.desk.forms import (
    AttachForm,
    BundleForm,
    EffectForm,
    JustifyForm,
    LinkForm,
    OutletForm,
    PenaltyForm,
    PlanForm,
    ReasonForm,
    ReassessForm,
    RedactForm,
    SitesForm,
    SureForm,
)
from gongkai.documents.desk.item import shown
from gongkai.documents.desk.pages import FOUND, ItemDeed, found_items, item_body, url_of
from gongkai.documents.desk.register import attach_file
from gongkai.documents.enums import EXPLAINING, Channel, Effect, Reassessed, Relation, State
from gongkai.documents.models import Attachment, Finding, Item, Link
from gongkai.documents.models.register import ItemQuerySet
from gongkai.documents.services import gate, outward, publication, register, review

# --- at once --------------------------------------------------------------------------------------------------------


def at_once(do: Callable[..., str], right: Right = Right.REGISTER) -> Callable[..., HttpResponseBase]:
    """A view that does something to an item when a button is pressed, and goes back to its page.

    `do` takes the item, the user and what else the address names, and says in a sentence what was done.
    """

    @needs(right, body=item_body)
    @require_POST
    def view(request: HttpRequest, item: int, **rest: int) -> HttpResponseBase:
        found = get_object_or_404(Item.objects.select_related("body"), pk=item)
        assert isinstance(request.user, User)
        try:
            messages.success(request, do(found, request.user, **rest))
        except ValidationError as refusal:
            messages.error(request, "；".join(refusal.messages))
        return redirect(url_of(found))

    return view


def _submit(item: Item, by: User) -> str:
    made = review.submit(item, by=by)
    first = made.steps.order_by("order").first()
    return f"已送审，第一步是{first.get_step_display()}" if first is not None else "已送审"


def _take_back(item: Item, by: User) -> str:
    review.take_back(get_object_or_404(item.reviews, outcome=""), by=by)
    return "已撤回，可以修改"


def _unplan(item: Item, by: User) -> str:
    publication.plan(item, None, by=by)
    return "已取消定时公开"


def _unbundle(item: Item, by: User) -> str:
    publication.unbundle(item, by=by)
    return "已取消同步公开"


def _scan(item: Item, by: User) -> str:
    made = gate.scan(item)
    count = made.findings.count()
    return f"检查完毕，发现{count}处" if count else "检查完毕，没有发现个人信息"


def _mask(item: Item, by: User) -> str:
    masked = gate.mask_text(item, by=by)
    gate.scan(Item.objects.get(pk=item.pk))
    return f"已遮盖{masked}处，请核对正文"


def _detach(item: Item, by: User, attachment: int) -> str:
    found = get_object_or_404(item.attachments, pk=attachment)
    register.detach(found, by=by)
    return f"已删除附件“{found.name}”"


def _unlink(item: Item, by: User, link: int) -> str:
    register.unlink(get_object_or_404(Link.objects.select_related("other"), item=item, pk=link), by=by)
    return "已取消关联"


submit, take_back = at_once(_submit), at_once(_take_back)
unplan, unbundle = at_once(_unplan), at_once(_unbundle)
scan, mask, detach, unlink = at_once(_scan), at_once(_mask), at_once(_detach), at_once(_unlink)


@needs(Right.SEE_REGISTER, body=item_body)
@require_POST
def comment(request: HttpRequest, item: int) -> HttpResponseBase:
    """Say something about an item."""
    found = get_object_or_404(Item.objects.select_related("body"), pk=item)
    assert isinstance(request.user, User)
    try:
        register.comment(found, request.POST.get("text", ""), by=request.user)
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    return redirect(url_of(found) + "#comments")


# --- files ----------------------------------------------------------------------------------------------------------


class Attach(ItemDeed):
    page_title = "添加附件"
    form_class = AttachForm
    button = "添加"
    about = "涉密文件不得上传。附件与正文一起送审，公开前检查个人信息、隐藏文字、修订痕迹和批注。"

    @transaction.atomic
    def do(self, values: dict[str, Any]) -> str:
        names = [attach_file(self.item, file, by=self.by).name for file in values["added"]]
        return f"已添加{'、'.join(names)}"


class Redact(ItemDeed):
    """Remove from a file what must not be public."""

    page_title = "删除附件中的个人信息"
    form_class = RedactForm
    template_name = "documents/redact.html"
    button = "删除并核验"
    grave = True
    about = (
        "检查发现的内容和下面写的字词会从文件里删去，不只是盖住；文件属性一并清除。"
        "做好的文件会重新打开查找，确认没有残留才替换原来的附件；原来的文件留存备查，不公开。"
    )

    @cached_property
    def attachment(self) -> Attachment:
        return get_object_or_404(self.item.attachments, pk=self.kwargs["attachment"])

    def get_about(self) -> str:
        return f"附件：{self.attachment.name}。{self.about}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        scans = self.item.scans.filter(digest=content_of(self.item).digest)
        found = Finding.objects.filter(scan__in=scans, file=self.attachment.file_id).select_related("justified_by")
        return super().get_context_data(**kwargs) | {"findings": list(shown(list(found)))}

    def do(self, values: dict[str, Any]) -> str:
        notes = gate.redact(self.attachment, by=self.by, names=values["names"])
        gate.scan(Item.objects.get(pk=self.item.pk))
        return "；".join(["已删除并核验", *notes])


class Justify(ItemDeed):
    """Say by name why something that was found may be public."""

    page_title = "说明可以公开的理由"
    form_class = JustifyForm
    button = "确认可以公开"

    def found(self) -> Any:
        scans = self.item.scans.filter(digest=content_of(self.item).digest)
        return Finding.objects.filter(scan__in=scans, blocks=True, justified_by=None)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"found": self.found()}

    def get_about(self) -> str:
        return "" if self.found().exists() else "没有需要说明的检查结果。"

    def do(self, values: dict[str, Any]) -> str:
        return f"已记录{gate.justify(values['findings'], values['reason'], by=self.by)}处的理由"


# --- relations, sites -----------------------------------------------------------------------------------------------


class Searching(ItemDeed):
    """A form that offers items which the user looks for."""

    template_name = "documents/searching.html"

    def offered(self) -> ItemQuerySet:
        """Those that may be chosen at all."""
        seen = Item.objects.filter(body__in=bodies_where(self.by, Right.SEE_REGISTER))
        return seen.exclude(pk=self.item.pk)

    def typed(self) -> str:
        return self.request.GET.get("q", "").strip()

    def found(self) -> ItemQuerySet:
        """What is shown: what the search finds, or the newest."""
        numbers = list(found_items(self.offered(), self.typed()).values_list("pk", flat=True)[:FOUND])
        return Item.objects.filter(pk__in=numbers).select_related("body")

    def get_form_kwargs(self) -> dict[str, Any]:
        found = self.offered().select_related("body") if self.request.method == "POST" else self.found()
        return super().get_form_kwargs() | {"found": found}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"typed": self.typed(), "most": FOUND}


class Relate(Searching):
    page_title = "关联"
    form_class = LinkForm
    button = "关联"
    about = "说明本条是另一条的什么：解读、图解、问答与政策同步公开；修改、废止、替代的，公开后在那一条的页面上标明。"

    def do(self, values: dict[str, Any]) -> str:
        made = register.link(self.item, Relation(values["relation"]), values["other"], by=self.by)
        return f"已关联：{made.get_relation_display()}“{made.other.title}”"


class Bundle(Searching):
    page_title = "设为同步公开"
    form_class = BundleForm
    button = "同步公开"
    about = (
        "政策和它的解读、图解、问答同时公开（三同步）：都审定以后，公开其中一条就一起公开；有一条不能公开，都不公开。"
    )

    def offered(self) -> ItemQuerySet:
        done = (State.PUBLISHED, State.WITHDRAWN, State.VOID)
        mine = bodies_where(self.by, Right.REGISTER)
        return Item.objects.filter(body__in=mine, bundle=None).exclude(state__in=done).exclude(pk=self.item.pk)

    def found(self) -> ItemQuerySet:
        if self.typed():
            return super().found()
        explaining = Q(links__other=self.item, links__relation__in=EXPLAINING)
        explained = Q(linked_from__item=self.item, linked_from__relation__in=EXPLAINING)
        related = self.offered().filter(explaining | explained).values("pk")
        found = Item.objects.filter(pk__in=related).select_related("body")
        return found if found.exists() else super().found()

    def do(self, values: dict[str, Any]) -> str:
        publication.bundle([self.item, *values["items"]], by=self.by)
        return f"已与{len(values['items'])}条设为同步公开"


class Sites(ItemDeed):
    page_title = "同时发布到其他网站"
    form_class = SitesForm
    about = "本机关的网站总会发布；一处登记，多处显示，更正和撤下同时生效。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"item": self.item}

    def do(self, values: dict[str, Any]) -> str:
        sites = list(dict.fromkeys([*values["keep"], *([values["add"]] if values["add"] else [])]))
        register.show_on(self.item, sites, by=self.by)
        return f"已选{len(sites)}个其他网站"


# --- publishing, and after ------------------------------------------------------------------------------------------


class Publish(ItemDeed):
    page_title = "公开"
    form_class = SureForm
    template_name = "documents/publish.html"
    button = "立即公开"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        together = publication.together(self.item)
        return super().get_context_data(**kwargs) | {
            "item": self.item,
            "together": [(each, publication.hindrances(each)) for each in together],
            "sites": self.item.sites.order_by("pk"),
            "before": self.item.releases.live().first(),
        }

    def do(self, values: dict[str, Any]) -> str:
        made = publication.publish(self.item, by=self.by)
        return f"已公开{'、'.join(f'“{each.title}”' for each in made)}"


class Plan(ItemDeed):
    page_title = "定时公开"
    form_class = PlanForm
    button = "定时公开"
    about = "到时间自动公开；到时候不能公开的（如内容有改动），会通知您。"

    def do(self, values: dict[str, Any]) -> str:
        made = publication.plan(self.item, values["at"], by=self.by)
        return f"将在{timezone.localtime(made.publish_at):%Y-%m-%d %H:%M}公开"


class Because(ItemDeed):
    """A deed that takes a reason and nothing else."""

    form_class = ReasonForm
    label, help_text = "原因", ""

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["why"].label, form.fields["why"].help_text = self.label, self.help_text
        return form


class Correct(Because):
    page_title = "更正"
    label, help_text = "更正的内容", "公开后写在页面上，如“第二条的截止日期更正为3月31日”"
    button = "开始更正"
    about = "公开的页面先不变；改好、审查通过、再次公开后，替换原来的内容并写明更正。"

    def do(self, values: dict[str, Any]) -> str:
        publication.correct(self.item, values["why"], by=self.by)
        return "可以修改了，改好后送审"


class GiveUpCorrection(ItemDeed):
    page_title = "放弃更正"
    form_class = SureForm
    button = "放弃更正"
    grave = True
    about = "改了的内容不再保留，条目恢复成现在公开的内容。公开的页面不变。"

    def do(self, values: dict[str, Any]) -> str:
        publication.give_up_correction(self.item, by=self.by)
        return "已放弃更正，恢复成公开的内容"


class Reopen(Because):
    page_title = "重新起草"
    button = "重新起草"
    about = "审定的内容要改，先回到起草；改好后重新送审。"

    def do(self, values: dict[str, Any]) -> str:
        publication.reopen(self.item, values["why"], by=self.by)
        return "已回到起草"


class Withdraw(Because):
    page_title = "撤下"
    label, help_text = "撤下的原因", "写在原来的页面上"
    button = "撤下"
    grave = True
    about = "各网站、搜索和订阅里立即撤下；原来的网址留着，写明何时、为什么撤下。"

    def get_initial(self) -> dict[str, Any]:
        live = self.item.releases.live().first()
        return {"why": live.withdraw_why} if live is not None else {}

    def do(self, values: dict[str, Any]) -> str:
        publication.withdraw(self.item, values["why"], by=self.by)
        return "已撤下"


class Void(Because):
    page_title = "作废"
    button = "作废"
    grave = True
    about = "登记错了、重复的，可以作废；索引号不再使用，登记簿里还查得到。"

    def do(self, values: dict[str, Any]) -> str:
        register.void(self.item, values["why"], by=self.by)
        return "已作废"


class Penalty(ItemDeed):
    page_title = "处罚决定有变更"
    form_class = PenaltyForm
    about = (
        "公开的处罚决定被变更、撤销、确认违法或者无效的，三个工作日内撤下并公开说明理由（《行政处罚法》第四十八条）。"
    )

    def do(self, values: dict[str, Any]) -> str:
        made = publication.penalty_changed(self.item, values["on"], values["why"], by=self.by)
        return f"已登记，最迟{made.withdraw_by}撤下"


class SetEffect(ItemDeed):
    page_title = "变更有效性"
    form_class = EffectForm

    def get_initial(self) -> dict[str, Any]:
        return {"effect": self.item.effect}

    def do(self, values: dict[str, Any]) -> str:
        made = publication.set_effect(self.item, Effect(values["effect"]), values["note"], by=self.by, on=values["on"])
        return f"有效性已改为{made.get_effect_display()}，页面已标明"


class RecordOutlet(ItemDeed):
    page_title = "登记其他渠道公开"
    form_class = OutletForm
    button = "登记"

    def do(self, values: dict[str, Any]) -> str:
        file = values.pop("evidence")
        channel = Channel(values.pop("channel"))
        shown = (file.name, file.read()) if file is not None else None
        return f"已登记{outward.record_outlet(self.item, channel, by=self.by, evidence=shown, **values)}"


class Reassess(ItemDeed):
    page_title = "动态调整评估"
    form_class = ReassessForm
    about = "不予公开的信息要定期评估（《政府信息公开条例》第十八条）。转为公开的，回到起草，补齐后送审。"

    def do(self, values: dict[str, Any]) -> str:
        made = outward.reassess(self.item, Reassessed(values["result"]), values["reason"], by=self.by)
        return f"已记录：{made.get_result_display()}"
