"""The pages of the public sites. What the law wants recorded is not here: that is Django models with plain views.

`showing` says what a page shows; `services` open and close sites.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model_string
from wagtail.models import Collection, Page, PagePermissionTester

from gongkai.bodies.models import Body, check_site_code
from gongkai.pages.blocks import TEXT, BodyBlock, RuleBlock
from gongkai.pages.columns import COLUMNS, ContentClass, Kind
from gongkai.pages.enums import Colour
from gongkai.pages.forms import PublicPageForm

if TYPE_CHECKING:
    from gongkai.access.models import User


class FixedPlace(PagePermissionTester):
    """What may be done to a page that stands where the law wants it.

    Its content is an editor's; its place, its name and its being public are not.
    """

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_copy(self) -> bool:
        return False


class FixedColumn(FixedPlace):
    """The order of what stands in a statutory column is fixed as well."""

    def can_reorder_children(self) -> bool:
        return False


class PublicPage(Page):
    """What all pages have in common: they are for everybody, and part of a site."""

    base_form_class = PublicPageForm
    private_page_options: list[Any] = []

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from gongkai.pages.showing import shown  # which knows all the pages below

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | shown(self, request)


class SiteHome(PublicPage):
    """The home page of a body's site."""

    body = models.OneToOneField(Body, models.PROTECT, related_name="site_home", verbose_name="机关")
    collection = models.OneToOneField(Collection, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField("关停时间", null=True, editable=False)

    colour = models.CharField("主色", max_length=10, choices=Colour, default=Colour.BLUE)
    logo = models.ForeignKey(
        get_image_model_string(), models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="网站标志"
    )
    lead = StreamField(BodyBlock(required=False), blank=True, verbose_name="首页导语")

    organiser = models.CharField("主办单位", max_length=100, blank=True, help_text="不写的，用机关名称")
    contact = models.CharField("联系方式", max_length=200, blank=True, help_text="不写的，用机关的地址和电话")
    site_code = models.CharField(
        "网站标识码",
        max_length=10,
        blank=True,
        validators=[check_site_code],
        help_text="不写的，用机关资料里的；设在上级网站之下的，用上级网站的",
    )
    icp = models.CharField("ICP备案号", max_length=40, blank=True, help_text="设在上级网站之下的，不写就用上级网站的")
    police = models.CharField(
        "公安备案号",
        max_length=40,
        blank=True,
        validators=[RegexValidator(r"\d{14}", "公安备案号里应有14位数字")],
        help_text="设在上级网站之下的，不写就用上级网站的",
    )
    mark_url = models.URLField("党政机关网站标识", blank=True, help_text="标识在bszs.conac.cn上的网址")
    accessibility = RichTextField("无障碍声明", features=TEXT)

    parent_page_types = ["wagtailcore.Page", "pages.SiteHome"]
    subpage_types = [
        "pages.SiteHome",
        "pages.ColumnPage",
        "pages.ChannelPage",
        "pages.TopicPage",
    ]
    is_creatable = False
    content_panels = [
        FieldPanel("title"),
        MultiFieldPanel([FieldPanel("colour"), FieldPanel("logo"), FieldPanel("lead")], "外观"),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("organiser", "contact", "site_code", "icp", "police", "mark_url")], "页脚"
        ),
        FieldPanel("accessibility"),
    ]
    promote_panels: list[Any] = []
    settings_panels: list[Any] = []

    class Meta:
        verbose_name = verbose_name_plural = "网站首页"

    def permissions_for_user(self, user: User) -> PagePermissionTester:
        return FixedPlace(user, self)

    def with_content_json(self, content: dict[str, Any]) -> SiteHome:
        """A revision brings back what editors wrote; whose site it is, and whether it is open, are no part of that."""
        home: SiteHome = super().with_content_json(content)
        for row in SiteHome.objects.filter(pk=self.pk).values("body_id", "collection_id", "closed_at"):
            for name, value in row.items():
                setattr(home, name, value)
        return home


class ColumnPage(PublicPage):
    """A statutory column. Its name and place come from `columns.COLUMNS`; an editor writes the introduction."""

    kind = models.CharField("栏目", max_length=20, choices=Kind, editable=False)
    introduction = RichTextField("栏目说明", features=TEXT, blank=True)

    parent_page_types = ["pages.SiteHome", "pages.ColumnPage"]
    subpage_types = ["pages.ColumnPage", "pages.GuidePage", "pages.RulesPage", "pages.ArticlePage"]
    is_creatable = False
    content_panels = [FieldPanel("introduction")]
    promote_panels: list[Any] = []
    settings_panels: list[Any] = []

    class Meta:
        verbose_name = verbose_name_plural = "法定栏目"

    def permissions_for_user(self, user: User) -> PagePermissionTester:
        return FixedColumn(user, self)

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        return f"pages/columns/{self.kind}.html"


class GuidePage(ColumnPage):
    """政府信息公开指南: what Art. 12 wants in it. The work body and how to reach it come from the body itself."""

    classification = RichTextField("信息的分类", features=TEXT)
    arrangement = RichTextField("编排体系", features=TEXT)
    obtaining = RichTextField("获取方式", features=TEXT)

    subpage_types: list[Any] = []
    is_creatable = False
    content_panels = [
        HelpPanel("<p>公开工作机构的名称、地址、时间、电话、传真和邮箱取自机关资料，在“机关”里修改。</p>"),
        FieldPanel("introduction"),
        FieldPanel("classification"),
        FieldPanel("arrangement"),
        FieldPanel("obtaining"),
    ]

    class Meta:
        verbose_name = verbose_name_plural = "政府信息公开指南"


class RulesPage(ColumnPage):
    """政府信息公开制度: the Regulations, what carries them out, and the body's own rules."""

    rules = StreamField([("rule", RuleBlock())], blank=True, verbose_name="制度")

    is_creatable = False
    content_panels = [FieldPanel("introduction"), FieldPanel("rules")]

    class Meta:
        verbose_name = verbose_name_plural = "政府信息公开制度"


class Section(PublicPage):
    """A page of an editor's own that articles stand under."""

    about = models.CharField("栏目描述", max_length=200, help_text="一句话说明这里有什么，写进网页标签")
    keywords = models.CharField("栏目关键词", max_length=100, help_text="用逗号分隔")
    content = models.CharField("内容分类", max_length=20, choices=ContentClass, default=ContentClass.NEWS)

    parent_page_types = ["pages.SiteHome"]
    subpage_types = ["pages.ArticlePage"]
    promote_panels = [
        FieldPanel("slug"),
        FieldPanel("show_in_menus"),
        MultiFieldPanel([FieldPanel("about"), FieldPanel("keywords"), FieldPanel("content")], "网页标签"),
    ]
    show_in_menus_default = True

    class Meta:
        abstract = True


class ChannelPage(Section):
    """A column of news, notices or the like."""

    content_panels = [FieldPanel("title")]

    class Meta:
        verbose_name = verbose_name_plural = "栏目"


class TopicPage(Section):
    """A special topic (专题): what it is about, and what was published on it."""

    banner = models.ForeignKey(
        get_image_model_string(), models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="题图"
    )
    body = StreamField(BodyBlock(required=False), blank=True, verbose_name="专题介绍")

    content_panels = [FieldPanel("title"), FieldPanel("banner"), FieldPanel("body")]
    show_in_menus_default = False

    class Meta:
        verbose_name = verbose_name_plural = "专题"


class ArticlePage(PublicPage):
    """A piece of news, a notice, an item of a topic. The time it shows is that of its publication: nobody sets it."""

    source = models.CharField("来源", max_length=100, blank=True, help_text="不写的，用机关名称")
    author = models.CharField("作者", max_length=40, blank=True)
    keywords = models.CharField("关键词", max_length=100, blank=True, help_text="用逗号分隔")
    summary = models.CharField("摘要", max_length=300, blank=True)
    body = StreamField(BodyBlock(), verbose_name="正文")

    parent_page_types = ["pages.ChannelPage", "pages.TopicPage", "pages.ColumnPage", "pages.RulesPage"]
    subpage_types: list[Any] = []
    content_panels = [FieldPanel("title"), FieldPanel("source"), FieldPanel("author"), FieldPanel("body")]
    promote_panels = [FieldPanel("summary"), FieldPanel("keywords")]

    class Meta:
        verbose_name = verbose_name_plural = "文章"

    @classmethod
    def can_exist_under(cls, parent: Page) -> bool:
        """Only some of the statutory columns take articles; what the others hold are records."""
        allowed: bool = super().can_exist_under(parent)
        if allowed and issubclass(parent.specific_class, ColumnPage):
            allowed = COLUMNS[Kind(parent.specific.kind)].articles
        return allowed

    def _set_core_field_defaults(self) -> None:
        """A title in Chinese gives no address; the day and a number do."""
        if not self.slug and self.path:  # type: ignore[has-type]
            self.slug = self._get_autogenerated_slug(f"{timezone.localdate():%Y%m%d}")
        super()._set_core_field_defaults()
