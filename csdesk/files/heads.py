"""Answers for the words that our own files and their imports share: heads of columns and the words to choose from, in every language.

A file is written in the language of the window and read in any: the imports know the Simplified heads (README, Tables),
and `key` and `word` bring those of the other languages back to them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from csdesk import i18n
from csdesk.files import values

Say = Callable[[str, str], str]


def _heads(pgettext: Say) -> dict[str, str]:
    """Each head as the imports know it, and in the language of `pgettext`."""
    return {
        "工号": pgettext("column", "Employee no."),
        "姓名": pgettext("column", "Name"),
        "岗位": pgettext("column", "Post"),
        "职级": pgettext("column", "Level"),
        "店铺": pgettext("column", "Shop"),
        "班组": pgettext("column", "Team"),
        "地点": pgettext("column", "Place"),
        "入职日期": pgettext("column", "Entry date"),
        "离职日期": pgettext("column", "Last day"),
        "底薪": pgettext("column", "Base pay"),
        "生效日期": pgettext("column", "In force from"),
        "社保总额": pgettext("column", "Insurance premium"),
        "钉钉UserId": pgettext("column", "DingTalk UserId"),
        "企业微信账号": pgettext("column", "WeCom account"),
        "考勤机号": pgettext("column", "Clock no."),
        "客服昵称": pgettext("column", "Shop nicknames"),
        "日期": pgettext("column", "Date"),
        "班次": pgettext("column", "Shift"),
        "打卡时间": pgettext("column", "Punch time"),
        "补卡时间": pgettext("column", "Corrected time"),
        "证明人": pgettext("column", "Certified by"),
        "原因": pgettext("column", "Reason"),
        "类型": pgettext("column", "Kind"),
        "开始时间": pgettext("column", "Begin"),
        "结束时间": pgettext("column", "End"),
        "状态": pgettext("column", "Status"),
        "紧急": pgettext("column", "Emergency"),
        "申请时间": pgettext("column", "Asked at"),
        "分钟": pgettext("column", "Minutes"),
        "调休": pgettext("column", "Time off"),
        "编号": pgettext("column", "Case no."),
        "渠道": pgettext("column", "Platform"),
        "买家": pgettext("column", "Buyer"),
        "订单号": pgettext("column", "Order no."),
        "购买日期": pgettext("column", "Bought on"),
        "描述": pgettext("column", "Description"),
        "诉求": pgettext("column", "Wish"),
        "负责人": pgettext("column", "In charge"),
        "创建时间": pgettext("column", "Created"),
        "首次响应时间": pgettext("column", "First answer"),
        "解决时间": pgettext("column", "Resolved"),
        "责任方": pgettext("column", "Responsible"),
        "费用": pgettext("column", "Cost"),
    }


def _words(pgettext: Say) -> dict[str, str]:
    """Likewise the words of a cell. What belongs to the shop (names of shifts, leave, levels; 休 and 假) is no word of ours."""
    return {
        "是": pgettext("cell", "Yes"),
        "否": pgettext("cell", "No"),
        "上班": pgettext("cell", "Check-in"),
        "下班": pgettext("cell", "Check-out"),
        "已批准": pgettext("cell", "Approved"),
        "待审批": pgettext("cell", "Waiting"),
        "已拒绝": pgettext("cell", "Refused"),
    }


def said(word: str) -> str:
    """A head or a word in the present language; anything else as it is."""
    return _heads(i18n.pgettext).get(word) or _words(i18n.pgettext).get(word, word)


def key(cell: Any) -> str:
    """A header cell as the key (values.key) of the Simplified head, whatever language it is in."""
    plain = values.key(cell)
    return _known(_heads).get(plain, plain)


def word(cell: Any) -> str:
    """A cell of fixed words, normalised without blanks, as the Simplified word."""
    plain = values.squeezed(cell)
    return _known(_words).get(plain.casefold(), plain)


@cache
def _known(table: Callable[[Say], dict[str, str]]) -> dict[str, str]:
    tables = [table(i18n.catalogue(name).pgettext) for name in i18n.LANGUAGES]
    return {values.key(theirs): values.key(ours) for each in tables for ours, theirs in each.items()}
