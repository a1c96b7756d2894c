"""Texts that a case makes and takes: an order line pasted from a shop's back end, the flag remark, phrases with variables, an appeal."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from csdesk.core.case import Case, CaseEvent, Evidence, Kind, platform_name
from csdesk.core.money import fen, grouped
from csdesk.i18n import gettext as _

_LABELS = {
    "order_no": ("订单编号", "订单号", "订单"),
    "buyer": ("买家昵称", "买家", "旺旺", "会员名", "客户昵称", "下单账号", "用户昵称"),
    "phone": ("手机号码", "手机号", "手机", "联系电话", "电话"),
    "waybill": ("运单号", "快递单号", "物流单号", "运单"),
    "product": ("宝贝名称", "商品名称", "商品标题", "商品", "宝贝"),
    "bought_on": ("下单时间", "创建时间", "付款时间", "购买日期", "下单日期"),
    "paid": ("实付金额", "实付款", "实付", "订单金额", "支付金额", "金额"),
}
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_WAYBILL = re.compile(r"(?<![A-Za-z0-9])(?:SF|JD|YT|ZTO|STO|EMS|JT|DPK|YD)[A-Z0-9]{8,18}(?![A-Za-z0-9])", re.IGNORECASE)
_ORDER = re.compile(r"(?<![\dA-Za-z-])(?:\d{6}-\d{12,18}|\d{12,24})(?![\dA-Za-z])")
_DATE = re.compile(r"(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})")
_MONEY = re.compile(r"[¥￥]\s*(\d{1,7}(?:\.\d{1,2})?)|(\d{1,7}\.\d{2})\s*元?(?!\d)")


def order_line(text: str) -> dict[str, object]:
    """What can be read from a line or block copied from a shop's back end: order_no, buyer, phone, waybill, product, bought_on, paid (分),
    platform. What is not sure is left out; nothing is guessed from a single word."""
    plain = unicodedata.normalize("NFKC", text)
    found: dict[str, object] = {}
    rest = plain
    for name, labels in _LABELS.items():
        for label in labels:
            match = re.search(rf"{label}\s*[::]\s*([^\n\t,;|]+?)(?=\s{{2,}}|[\n\t,;|]|$|\s+\S{{2,6}}:)", plain)
            if match:
                value = _value(name, match[1].strip())
                if value is not None:
                    found[name] = value
                    rest = rest.replace(match[0], " ")
                break
    for name, pattern in (("phone", _PHONE), ("waybill", _WAYBILL), ("order_no", _ORDER)):
        if name not in found and (match := pattern.search(rest)):
            found[name] = match[0].upper() if name == "waybill" else match[0]
            rest = rest.replace(match[0], " ")
    if "bought_on" not in found and (match := _DATE.search(rest)):
        value = _value("bought_on", match[0])
        if value is not None:
            found["bought_on"] = value
    if "paid" not in found and (match := _MONEY.search(_DATE.sub(" ", rest))):
        found["paid"] = fen(match[1] or match[2])
    platform = _platform(plain, str(found.get("order_no", "")))
    if platform:
        found["platform"] = platform
    return found


def _value(name: str, text: str) -> object:
    if name == "bought_on":
        match = _DATE.search(text)
        try:
            return date(int(match[1]), int(match[2]), int(match[3])) if match else None
        except ValueError:
            return None
    if name == "paid":
        match = re.search(r"\d{1,7}(?:\.\d{1,2})?", text.replace(",", ""))
        return fen(match[0]) if match else None
    if name in ("order_no", "waybill", "phone"):
        match = re.match(r"[0-9A-Za-z-]+(?:\s+[0-9]+)*", text)  # in groups, and without the words behind it
        bare = re.sub(r"\s+", "", match[0]) if match else ""
        return bare if re.search(r"\d{5}", bare) else None
    return text or None


def _platform(text: str, order_no: str) -> str:
    for words, key in ((("京东", "京麦"), "jd"), (("天猫",), "tmall"), (("淘宝", "千牛", "旺旺"), "taobao"), (("拼多多",), "pdd"),
                       (("抖音", "抖店"), "douyin")):  # fmt: skip
        if any(word in text for word in words):
            return key
    return "pdd" if re.fullmatch(r"\d{6}-\d{12,18}", order_no) else ""


def remark(form: str, *, shipping: str, gift: str, wishes: str, who: str, at: datetime) -> str:
    """The flag remark in the shop's format, 「物流方式,礼品,其他特殊要求,备注人,备注日期时间」; a comma inside a part becomes 、."""
    parts = {"shipping": shipping, "gift": gift, "wishes": wishes, "who": who, "at": f"{at:%Y-%m-%d %H:%M}"}
    for name, text in parts.items():
        form = form.replace("{" + name + "}", re.sub(r"\s*[,，\n]+\s*", "、", text.strip()))
    return form


def fill(text: str, values: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """A text with its {variables} filled in, and those for which there is no value (they stay as they are)."""
    missing: dict[str, None] = {}
    found: list[str] = []
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:  # a lone brace: no variables
        return text, ()
    for literal, name, form, _conversion in parts:
        found.append(literal)
        if name is None:
            continue
        value = values.get(name, "")
        if value:
            found.append(value)
        else:
            missing[name] = None
            found.append("{" + name + (":" + form if form else "") + "}")
    return "".join(found), tuple(missing)


def variables(case: Case, *, agent: str, shop: str, now: datetime) -> dict[str, str]:
    """What a phrase may name of a case."""
    return {
        "买家": case.buyer, "订单号": case.order_no, "商品": case.product, "运单号": case.waybill, "平台": platform_name(case.platform),
        "店铺": case.shop or shop, "客服": agent, "金额": "" if case.paid is None else grouped(case.paid),
        "退款": "" if case.refund is None else grouped(case.refund), "单号": case.no, "今天": f"{now.month}月{now.day}日",
    }  # fmt: skip


VARIABLES = ("买家", "订单号", "商品", "运单号", "平台", "店铺", "客服", "金额", "退款", "单号", "今天")


def appeal(case: Case, kind: Kind, events: Sequence[CaseEvent], evidence: Iterable[Evidence], shop: str) -> str:
    """The text of an appeal or a statement to the platform: order, what happened when, what was offered, the evidence by number."""
    lines = [_("Statement of {shop}").format(shop=case.shop or shop)]
    lines.append(_("Order {order} on {platform}, buyer {buyer}").format(
        order=case.order_no or "–", platform=platform_name(case.platform) or "–", buyer=case.buyer or "–"))  # fmt: skip
    if case.product:
        bought = case.bought_on.isoformat() if case.bought_on else "–"
        lines.append(_("Goods: {product}, bought on {day}").format(product=case.product, day=bought))
    claim = str(case.details.get("claim") or case.description).strip()
    lines += ["", _("1. What the buyer says"), claim, "", _("2. What happened")]
    for event in events:
        if event.kind in ("answered", "milestone", "note", "replied") and event.text:
            lines.append(f"{event.at:%Y-%m-%d %H:%M}  {event.text}")
    if case.wish:
        lines += ["", _("3. What the buyer wants"), case.wish]
    own = str(case.details.get("appeal") or "").strip()
    if own:
        lines += ["", _("Our statement"), own]
    lines += ["", _("Evidence")]
    numbered = list(evidence)
    for number, one in enumerate(numbered, 1):
        lines.append(f"{number}. {_(one.item) if one.item else _('Other')}: {one.name}")
    there = {one.item for one in numbered}
    missing = [_(item) for item in kind.evidence if item not in there]
    if missing:
        lines.append(_("Still to come: {items}").format(items=_(", ").join(missing)))
    return "\n".join(lines)
