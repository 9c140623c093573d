"""What a new site says until its editors say it better. {body} is the body's name."""

from __future__ import annotations

from typing import Any, Final

from gongkai.pages.enums import RuleGroup

CLASSIFICATION: Final = (
    "<p>{body}的政府信息分为主动公开的信息和依申请公开的信息。主动公开的，依照《中华人民共和国政府信息公开条例》"
    "第二十条、第二十一条分类，见“法定主动公开内容”；其余的，除依法不予公开的外，可以申请公开。</p>"
)
ARRANGEMENT: Final = (
    "<p>主动公开的信息按多级目录编排，每条信息载明索引号、名称、文号、发布机构、成文日期和发布日期。索引号是一条信息的"
    "永久编号，发布机构变更的，索引号不变。</p>"
)
OBTAINING: Final = (
    "<p>主动公开的信息可以在本网站查看和下载，也可以到国家档案馆、公共图书馆、政务服务场所设立的查阅点查阅。</p>"
    "<p>没有主动公开的信息，可以向{body}提出申请，方式见“依申请公开”。</p>"
)
ON_REQUEST: Final = (
    "<p>公民、法人和其他组织可以书面申请公开政府信息；书写确有困难的，可以口头提出，由受理的工作人员代为填写。</p>"
    "<p>申请应当写明：</p>"
    "<ol><li>申请人的姓名或者名称、身份证明、联系方式；</li>"
    "<li>所申请信息的名称、文号，或者便于查找的其他特征；</li>"
    "<li>希望以什么形式、什么途径得到信息。</li></ol>"
    "<p>能够当场答复的，当场答复；不能当场答复的，自收到申请之日起20个工作日内答复。需要延长期限的，经批准可以延长，"
    "最多20个工作日，并告知申请人。征求第三方和其他机关意见所需时间不计算在内。</p>"
    "<p>公开政府信息不收费。同一申请人的申请数量、频次明显超过合理范围的，可以收取信息处理费。</p>"
)
ACCESSIBILITY: Final = (
    "<p>本网站按照《Web内容无障碍指南（WCAG）2.1》AA级制作：可以只用键盘操作，可以用读屏软件朗读，文字可以放大，"
    "颜色有足够的对比，手机和电脑都能使用。</p>"
    "<p>遇到看不清、读不出、用不了的内容，请按页面底部的联系方式告诉我们，我们会更正，并以您方便的方式提供所需内容。</p>"
)
RULES: Final[list[dict[str, Any]]] = [
    {
        "type": "rule",
        "value": {
            "group": RuleGroup.NATIONAL.value,
            "title": "中华人民共和国政府信息公开条例",
            "number": "中华人民共和国国务院令第711号",
            "url": "https://www.gov.cn/zhengce/content/2019-04/15/content_5382991.htm",
            "document": None,
        },
    }
]
