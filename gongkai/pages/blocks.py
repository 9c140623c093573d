"""What a page is made of: few blocks, each of which comes out accessible."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from gongkai.pages.enums import RuleGroup

TEXT = ["bold", "italic", "ol", "ul", "link", "document-link"]


class PictureBlock(ImageBlock):
    """Wagtail's, whose own picture lacks a label."""

    def __init__(self, **members: Any) -> None:
        super().__init__(**members)
        self.child_blocks["image"].label = "图片文件"


class FigureBlock(blocks.StructBlock):
    image = PictureBlock(label="图片")
    caption = blocks.CharBlock(label="图片说明", required=False)

    class Meta:
        icon = "image"
        label = "图片"
        template = "pages/blocks/figure.html"


class RuleBlock(blocks.StructBlock):
    """A law, regulation or rule on disclosure: where it can be read."""

    group = blocks.ChoiceBlock(label="类别", choices=RuleGroup.choices, default=RuleGroup.OWN)
    title = blocks.CharBlock(label="名称")
    number = blocks.CharBlock(label="文号", required=False)
    url = blocks.URLBlock(label="网址", required=False, help_text="网址和文件写一个")
    document = DocumentChooserBlock(label="文件", required=False)

    class Meta:
        icon = "doc-full"
        label = "制度"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if bool(cleaned["url"]) == bool(cleaned["document"]):
            raise blocks.StructBlockValidationError({"url": ValidationError("网址和文件应写一个，只写一个")})
        return cleaned


class BodyBlock(blocks.StreamBlock):
    """The body of an article or a topic."""

    heading = blocks.CharBlock(label="小标题", icon="title", template="pages/blocks/heading.html")
    paragraph = blocks.RichTextBlock(label="正文", features=TEXT)
    figure = FigureBlock()
    table = TypedTableBlock(
        [("text", blocks.CharBlock(label="文字")), ("rich", blocks.RichTextBlock(label="多段文字", features=TEXT))],
        label="表格",
        template="pages/blocks/table.html",
    )
    attachment = DocumentChooserBlock(label="附件", template="pages/blocks/attachment.html")
