"""Choices for `models`, with the law's own names: what may be asked for, where a case and its letters stand."""

from __future__ import annotations

from typing import Final

from django.db import models

from gongkai.access.enums import Right
from gongkai.law.limits import Channel as LawChannel
from gongkai.law.outcomes import LETTERS as ON_THE_WAY
from gongkai.law.outcomes import OUTCOMES
from gongkai.law.terms import State

CHANNELS: Final = [(str(channel), channel.label) for channel in LawChannel]
STATES: Final = [(str(state), state.label) for state in State]
OPEN: Final = tuple(str(state) for state in State if state is not State.CLOSED)
"""The states of a case that is still to be answered."""
ANSWERS: Final = [(outcome.key, outcome.label) for outcome in OUTCOMES]


class Form(models.TextChoices):
    """The form in which information is wanted (Regulations, Arts. 29 and 40)."""

    ELECTRONIC = "electronic", "电子文本"
    PAPER = "paper", "纸质"
    INSPECTION = "inspection", "现场查阅、抄录"
    OTHER = "other", "其他"


class Delivery(models.TextChoices):
    """How the reply and the information are wanted."""

    ONLINE = "online", "在线获取"
    EMAIL = "email", "电子邮件"
    POST = "post", "邮寄"
    COUNTER = "counter", "当面领取"
    FAX = "fax", "传真"


class Side(models.TextChoices):
    """From whom something comes."""

    APPLICANT = "applicant", "申请人"
    BODY = "body", "本机关"
    OTHER = "other", "第三方、其他机关"


class PaperKind(models.TextChoices):
    """What a file of a case is."""

    APPLICATION = "application", "申请书"
    IDENTITY = "identity", "身份证明"
    PROXY = "proxy", "授权委托材料"
    EVIDENCE = "evidence", "收到、送达凭证"
    SUPPLEMENT = "supplement", "补正材料"
    RECORD_PROOF = "record_proof", "更正的证明材料"
    CONSULTATION = "consultation", "征求意见材料"
    SEARCH = "search", "检索材料"
    INFORMATION = "information", "检索到的政府信息"
    GIVEN = "given", "提供的政府信息"
    LETTER = "letter", "文书"
    FEE = "fee", "缴费凭证"
    REMEDY = "remedy", "复议诉讼材料"
    OTHER = "other", "其他"


class Answer(models.TextChoices):
    """What somebody who was consulted says of disclosing."""

    CONSENT = "consent", "同意公开"
    PARTLY = "partly", "同意部分公开"
    OBJECTION = "objection", "不同意公开"


class Depth(models.TextChoices):
    """How deep a body reviews its letters (审批层级). By which steps: `services.approval.WAYS`."""

    SHORT = "short", "两级（拟稿、签发）"
    USUAL = "usual", "三级（拟稿、合法性审查、签发）"
    FULL = "full", "四级（拟稿、合法性审查、审核、签发）"


class Step(models.TextChoices):
    """A step of the approval of a letter, in the order in which they are taken."""

    LEGALITY = "legality", "合法性审查"
    SECRECY = "secrecy", "保密审查"
    APPROVE = "approve", "审核"
    SIGN = "sign", "签发"


RIGHTS: Final = {
    Step.LEGALITY: Right.REVIEW_LEGALITY,
    Step.SECRECY: Right.REVIEW_SECRECY,
    Step.APPROVE: Right.SIGN,
    Step.SIGN: Right.SIGN,
}


class Decision(models.TextChoices):
    PASSED = "passed", "通过"
    RETURNED = "returned", "退回"


class LetterState(models.TextChoices):
    """Where a letter stands."""

    DRAFT = "draft", "拟稿"
    IN_REVIEW = "in_review", "审批中"
    RETURNED = "returned", "退回修改"
    APPROVED = "approved", "已签发"
    SERVED = "served", "已送达"
    VOID = "void", "已作废"


LETTERS: Final = [(each.key, each.label) for each in (*OUTCOMES, *ON_THE_WAY)]
CORRECTIONS: Final = [(each.key, each.label) for each in OUTCOMES if each.row_2021 is None]
"""What becomes of a request to correct a record: no row of the annual report counts it."""


class Procedure(models.TextChoices):
    RECONSIDERATION = "reconsideration", "行政复议"
    LITIGATION = "litigation", "行政诉讼"


class Stage(models.TextChoices):
    """How far a reconsideration or a suit has come."""

    FILED = "filed", "已提出"
    ACCEPTED = "accepted", "已受理"
    ANSWERED = "answered", "已提交答复、答辩"
    HEARD = "heard", "已听证、开庭"
    DECIDED = "decided", "已决定、裁判"
    APPEALED = "appealed", "已上诉"
    FINAL = "final", "已生效"
    PERFORMED = "performed", "已履行"
