"""The laws that warnings name, in the language of the window. What is stored and compared is the Chinese citation (劳动法 第44条)."""

from __future__ import annotations

import re

from csdesk.i18n import N_
from csdesk.i18n import gettext as _

NAMES = {
    "劳动法": N_("Labour Law"),
    "劳动合同法": N_("Labour Contract Law"),
    "社会保险法": N_("Social Insurance Law"),
    "工资支付暂行规定": N_("Interim Provisions on Payment of Wages"),
    "最低工资规定": N_("Provisions on Minimum Wages"),
    "国务院令": N_("Decree of the State Council"),
    "广东省劳动保障监察条例": N_("Guangdong Regulation on Labour Inspection"),
    "劳动部关于贯彻执行《劳动法》若干问题的意见": N_("Opinions of the Labour Ministry on the Labour Law"),
}
_CITED = re.compile(r"(.+?) 第(\d+)([条号])")


def said(citation: str) -> str:
    """One or several citations, parted by ；, as they are said here; what is not known stays as it is."""
    return _("; ").join(_one(part) for part in citation.split("；")) if citation else ""


def _one(part: str) -> str:
    found = _CITED.fullmatch(part)
    if found is None or found[1] not in NAMES:
        return part
    form = _("{law}, article {n}") if found[3] == "条" else _("{law} no. {n}")
    return form.format(law=_(NAMES[found[1]]), n=found[2])
