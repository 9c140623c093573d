"""Counts that look like a cell of the form and are none: L01–L30 of the catalogue.

A table of data. `forms` are the words that give a look-alike away; a row without them is recognised by what stands
around the number (`by`): the period that is spoken of, the unit, or meanings from `words`.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Lookalike(NamedTuple):
    """`first` says that its words are tried before those of claims (行政许可信息 before 行政许可).

    `lasting` says that the words change the subject for what follows in the paragraph: after 12345热线 the words
    办结118件 are about the hotline. `when` is a condition as in `patterns`; without one a row's own words decide.
    `by` names what the row is recognised by where it has neither: "period" the time spoken of, "unit" the number's
    unit, "figure" its surroundings.
    """

    id: str
    why: str
    forms: str = ""
    first: bool = False
    lasting: bool = False
    when: str = ""
    by: str = ""


_REASONS: Final = (
    "state_secret|prohibited|security|third_party|internal|process|files|query|not_held|needs_creation|unclear|refused|granted|partial"
    "|unavailable"
)

LOOKALIKES: Final = (
    Lookalike(
        "L01",
        "information by its public attribute, not requests",
        "(?:制作|产生|获取|形成|生成|保存)(?:[、和或及](?:制作|产生|获取|形成|生成|保存|存档)){0,6}(?:了|的)?(?:各类)?"
        "(?:政府|政务)?(?:信息(?!公开|处理)|公文|文件)(?:总数|总量|数量|数|共)?"
        "|信息(?:总数|总量)",
        first=True,
        lasting=True,
        when="L01|attribute|on_request_information !ask|received|noted|newly|accepted|handled|closed_out|answered",
    ),
    Lookalike(
        "L01",
        "the same, in a list",
        when="@attribute granted|partial|refused|on_request|disclosed|published_items"
        " !ask|received|noted|newly|accepted|handled",
    ),
    Lookalike(
        "L02",
        "the public attribute of official documents",
        "(?:公文|文件|信息)?(?:公开)?属性(?!源头)|公文(?!处理|流转|运转|写作|系统|管理|格式|质量|[办网])(?:类)?(?:信息)?|公文类",
        first=True,
        lasting=True,
    ),
    Lookalike(
        "L03",
        "items published, not decisions made",
        "行政(?:许可|处罚|强制|检查|执法|审批)(?:[、和与及或]行政(?:许可|处罚|强制|检查)|[、和与及或](?:处罚|强制|许可)){0,6}(?:决定)?(?:等)?(?:类|结果|公示|公开|的){0,6}信息"
        "|(?:行政)?(?:许可|处罚|执法|强制)类|双公示|“?双公示”?|行政(?:许可|处罚|强制)(?:结果)?公示"
        "|(?:公开|公示|发布|公布|录入|上传|归集|报送|推送)(?:了)?(?:的)?行政(?:许可|处罚|强制)(?:决定)?",
        first=True,
    ),
    Lookalike(
        "L03",
        "the same, by the verb",
        when="permit|penalty|coercion published_items|disclosed|L24|#of_published|#after_published"
        " !make|permit_decision",
    ),
    Lookalike(
        "L03",
        "the same, counted in 条",
        when="permit|penalty|coercion @published #items !make|permit_decision",
    ),
    Lookalike("L04", "the previous year", by="period"),
    Lookalike(
        "L05",
        "cumulative over several years",
        "以来|历年|历史(?:上|累计)?|建[站网]以来|成立以来|开通以来|施行以来|实施以来|近[几两三四五]年(?:来)?"
        "|以来累计|至今累计",
        by="period",
    ),
    Lookalike(
        "L06",
        "a plan for the coming year",
        "下一步|今后|下一阶段|(?:预计|力争|争取|拟)(?=[^，。；]{0,12}[0-9０-９])|计划(?=[制出办受开完发修推])",
        by="period",
    ),
    Lookalike(
        "L07",
        "hotlines, letters and questions",
        "热线|工单|诉求|咨询(?!、?答复)(?:件|量)?|留言|(?:市长|县长|区长|局长|镇长|书记|领导|主任)信箱|信箱|网民|互动|网上答复|网上信访"
        "|问政|民声|民意|意见箱|来电|来信来访|投诉平台|领导留言板|感谢信|表扬|意见(?:建议)?(?=[0-9０-９])|意见建议|舆情|办件(?=量)|问答",
        lasting=True,
    ),
    Lookalike("L07", "letters answered by mail", "回复电子邮件|电子邮件回复", first=True),
    Lookalike(
        "L08",
        "proposals of deputies and members",
        "(?:人大)?(?:代表)?(?:的)?(?:议案|建议(?!书))(?:提案|案)?|(?:政协)?(?:委员)?(?:的)?提案|人大代表|政协委员|两会",
        lasting=True,
    ),
    Lookalike(
        "L09",
        "petitions and complaints outside a list of results",
        "信息公开(?:的)?(?:投诉|举报)(?:件|案件)?|来访(?=[0-9０-９])",
        first=True,
        lasting=True,
        when="petition|petition_kind|L09",
    ),
    Lookalike("L10", "what came in altogether: new and carried over", when="newly carry|carried"),
    Lookalike("L11", "steps on the way, not results", when="step"),
    Lookalike(
        "L12",
        "letters and notices",
        "(?:告知|答复|决定|通知|登记|受理|补正|延期)(?:告知)?(?:书|函|回执|单)|登记回执|文书(?!格式)",
    ),
    Lookalike(
        "L13",
        "requests of other bodies",
        "(?:上级(?:机关|部门|单位)?|市局|省厅|省局|外单位|[他它]单位)(?:批转|转来|转办|交办|转送|移交"
        "|转)(?:来)?(?:的)?|转来(?:的)?|转办|移送|移交|转送|代办|转交|协办|(?:由)?其[他它](?:单位|部门|机关)(?:受理|办理|答复"
        "|处理|承办)",
    ),
    Lookalike("L14", "a part of the year", by="period"),
    Lookalike(
        "L15",
        "figures of subordinate or supervised bodies",
        "(?:各|所属|下属|下辖|直属|所辖|辖区|基层|局属|委属|厅属|市属|县属|区属)(?:级|(?:事业|二级|企业|预算){0,6}单位|二级机构|部门|镇|乡|街|街道|乡镇|科室|村|社区|区县|县区|县市|县"
        "|市直|有关|职能|委办局|企事业|、|（|[(]|）|[)]){1,6}(?!站|负责)|(?:指导|督促|协助|帮助|配合)(?:各|所属|下属"
        "|基层|有关|相关|其[他它]|市直|区直|县直|承办)?(?:单位|部门|镇街|乡镇|街道|科室)?",
    ),
    Lookalike(
        "L16",
        "readings and reviews of documents",
        "(?:行政)?规范性文件(?:和重要政策)?(?:政策)?(?:的)?(?:解读|合法性审[查核]|公平竞争审查|合法性|审查|审核"
        "|备案|清理|草案|征求|意见征集|库|专栏|栏目|目录|管理|宣贯|起草)|(?:政策|文件|文字|图文|图解|视频)解读|解读"
        "|合法性审[查核]|(?:报送|报|提交)?备案(?:审查)?|转发(?:上级|市|省|县|区)?(?:文件|规范性文件|信息)?|转载",
        first=True,
    ),
    Lookalike(
        "L17",
        "acts on rules and documents that were made public",
        when="issued|repealed|revised|added #of_disclosed",
    ),
    Lookalike("L17", "rules that were made public", when="disclosed|published_items rules"),
    Lookalike(
        "L18",
        "items of a list, not decisions",
        "(?:行政)?(?:许可|处罚|强制|审批|服务|收费|政务服务|确认|公共服务|权力|监管)(?:类)?(?:服务)?事项(?:清单"
        "|目录|库|名称)?|权责清单|权力(?:清单|事项)|责任清单|负面清单|清单|(?:办事|服务)指南|目录(?:清单)?|(?:网上"
        "|在线)?(?:可办|通办)(?:事项)?",
        first=True,
    ),
    Lookalike(
        "L19",
        "reconsideration and litigation as the body's own business",
        when="recon|litig accepted|handled|closed_out|finished !#ogi_here",
    ),
    Lookalike("L19", "the same of a department of justice", when="recon|litig #justice !#ogi"),
    Lookalike(
        "L19",
        "suits in which the body is no defendant",
        "作为(?:行政)?(?:第三人|原告|复议申请人)(?:参加|参与|提起)?(?:的)?",
    ),
    Lookalike("L19", "remedies against other acts", when="recon|litig|direct|after #elsewhere"),
    Lookalike(
        "L20",
        "published items on procurement",
        "(?:政府)?(?:集中)?采购(?:类|公告|意向|结果|合同|公示|中标|的){0,6}(?:信息|公告|公示)|招(?:标"
        "|投标)(?:类)?(?:公告|信息|公示)?|中标(?:公告|公示|信息|结果)?|投标",
        first=True,
    ),
    Lookalike("L21", "items or waivers of fees", "收费(?:项目|标准|目录|清单)|减免|免收|退费|减收", first=True),
    Lookalike(
        "L22",
        "budgets and spending",
        "预决算|预算|决算|“?三公”?(?:经费)?|经费|专项资金|资金|拨款|投入|补贴|补助|财政(?:资金|支出|收入|投入|信息)"
        "|支出|投资",
    ),
    Lookalike(
        "L23",
        "what one request contains",
        "涉及(?=[0-9０-９一二三四五六七八九十]{1,4}(?:个|项|类|大类)(?:方面)?的?(?:事项|问题|诉求|内容|方面|领域))|申请(?:书|表|件)?(?:中|里)(?:共)?(?:包?含|涉及|列明|提出)?|申请内容(?:共)?(?:包?含|涉及|列明|主要)|(?:诉求"
        "|问题|事项|内容)(?=数)",
        first=True,
        when=f"L23 !{_REASONS}",
    ),
    Lookalike(
        "L24",
        "services on the web",
        "(?:网上|在线|网络|掌上|线上)(?:办理|办事|申报|预约|审批|可办|服务)|业务(?!工作|学习)|政务服务|便民服务"
        "|一网通办|办件量?|办事群众|服务(?:群众|企业|对象)",
        lasting=True,
    ),
    Lookalike("L25", "applications for permits, not for information", when="odd_apply !ask|on_request"),
    Lookalike(
        "L26",
        "digits that count nothing: document, article and telephone numbers, addresses, dates",
        by="figure",
    ),
    Lookalike(
        "L27",
        "activities",
        "培训|会议|督[查导]|检查|抽查|人次|讲座|活动|调研|走访|考核|测评|宣传|专题学习|学习|演练|新闻发布会|访谈"
        "|直播|座谈|发布会|约谈|推广|论坛",
    ),
    Lookalike(
        "L28",
        "the State's or the province's totals",
        "全国|国家(?:部委|层面|统计)|国务院|中央|外省|外地|周边|兄弟(?:单位|省市|市县|县区)",
    ),
    Lookalike("L29", "ranks and scores", "得分|评分|评估|排名|位列|位居|名列|排在?|考评|获评|评为", first=True),
    Lookalike("L30", "rates of timeliness and of satisfaction", by="unit"),
)  # fmt: skip
