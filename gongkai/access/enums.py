"""Roles that people hold, and the rights that roles give."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """What somebody does: for one body and those under it, or, the three administrators, for the installation."""

    OFFICER = "officer", "经办人"
    SECRECY_REVIEWER = "secrecy_reviewer", "保密审查员"
    LEGAL_COUNSEL = "legal_counsel", "法律顾问"
    LEADER = "leader", "分管领导"
    SUPERVISOR = "supervisor", "主管部门督查员"
    EDITOR = "editor", "网站编辑"
    SYSTEM_ADMIN = "system_admin", "系统管理员"
    SECURITY_ADMIN = "security_admin", "安全管理员"
    AUDIT_ADMIN = "audit_admin", "审计管理员"


ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
"""The three administrators (三员分立): nobody holds two of these, nor one of them beside another role."""


class Right(models.TextChoices):
    """What one may do. `rights.GRANTS` says who may."""

    SEE_BODIES = "see_bodies", "查看机关名录"
    SEE_BODY = "see_body", "查看机关的工作"
    EDIT_BODY = "edit_body", "修改机关资料"
    EDIT_SITE = "edit_site", "编辑网站"
    SEE_REGISTER = "see_register", "查看信息登记簿"
    SEE_CASES = "see_cases", "查看依申请公开"
    REGISTER = "register", "登记信息和申请"
    CONNECT = "connect", "查看和停用接口凭据"
    REVIEW_SECRECY = "review_secrecy", "保密审查"
    REVIEW_LEGALITY = "review_legality", "合法性审查"
    SIGN = "sign", "审签"
    REVEAL_PERSON = "reveal_person", "查看申请人的证件号码和联系方式"
    SUPERVISE = "supervise", "督查"
    MANAGE_SYSTEM = "manage_system", "系统管理"
    MANAGE_PEOPLE = "manage_people", "人员授权"
    READ_AUDIT = "read_audit", "查阅操作日志"
