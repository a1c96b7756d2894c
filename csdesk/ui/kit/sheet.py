"""The hidden developer page: every part of the kit on one sheet, the fastest visual test (`python -m csdesk.ui.kit.sheet`)."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from csdesk.core import money
from csdesk.core.calendar import Month
from csdesk.i18n import N_
from csdesk.ui import theme
from csdesk.ui.kit import (
    BasisLabel,
    Button,
    Card,
    Chip,
    ChipSpec,
    Column,
    ComboBox,
    EmptyState,
    Field,
    Note,
    NumberBox,
    PeriodPicker,
    RecordTable,
    RowButton,
    SearchBox,
    Segment,
    StatTile,
    TableCard,
    Text,
    paint,
    row,
)


@dataclass(frozen=True)
class _Person:
    no: str
    name: str
    post: str
    chip: ChipSpec
    net: int


PEOPLE = (
    _Person("0007", "林晓彤", "售前组长", ChipSpec("在班", "ok", "circle-dot"), 320345),
    _Person("0103", "周梦", "售前", ChipSpec("迟到 11 分", "warn", "clock-alert"), 265345),
    _Person("0031", "李䶮", "售后组长", ChipSpec("晚班", "night", "moon"), 315345),
)
CHIPS = (
    (
        ("超 7 分", "solid", "alarm-clock"),
        ("43 分", "danger", "timer"),
        ("3 小时 12 分", "warn", "clock"),
        ("16 小时 48 分", "accent", "clock"),
        ("4 天 2 小时", "neutral", "clock"),
    ),
    (
        ("已接", "ok", "check"),
        ("待答复", "warn", "circle-dashed"),
        ("有疑问", "accent", "circle-question-mark"),
        ("退回", "danger", "undo-2"),
        ("已交接 3 班", "solid", "history"),
    ),
    (
        ("迟到 11 分", "warn", "clock-alert"),
        ("缺卡", "warn", "fingerprint-pattern"),
        ("旷工半天", "danger", "user-x"),
        ("病假", "leave", "thermometer"),
        ("外出", "accent", "map-pin"),
        ("官方文本", "ok", "badge-check"),
        ("未核实", "warn", "circle-question-mark"),
    ),
)
SWATCHES = (
    ["canvas", "nav", "surface", "raised", "sunken", "hover", "line", "line_strong", "text"],
    ["muted", "accent", "accent_soft", "danger", "warn", "ok", "day_bg", "night_bg", "leave_bg"],
)


class _Swatch(QWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.setFixedSize(63, 44)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.box(painter, QRectF(0, 0, 63, 26), 5, self.name, "line_strong")
        paint.text(painter, QRectF(0, 28, 63, 16), self.name, "caption", "muted")
        painter.end()


class Sheet(QWidget):
    """Buttons, inputs, chips, type, colours; a table, an empty state, tiles, notes."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(1366, 768)
        both = QHBoxLayout(self)
        both.setContentsMargins(24, 14, 24, 14)
        both.setSpacing(28)
        both.addLayout(self._left())
        both.addLayout(self._right(), 1)

    def _left(self) -> QVBoxLayout:
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(Text("按钮", "small", "muted", True))
        grid = QGridLayout()
        for line, (words, kind) in enumerate((("存为新版本", "primary"), ("补卡", ""), ("更多", "ghost"), ("撤销", "link"))):
            for place in range(2):
                button = Button(words, "check" if line == 0 and place else "", kind)
                button.setEnabled(place == 0)
                grid.addWidget(button, line, place)
            small = Button(words, kind=kind, small=True)
            grid.addWidget(small, line, 2)
        self.focused = Button("焦点", kind="")
        grid.addWidget(self.focused, 1, 3)
        grid.addWidget(Button(icon="printer", kind="ghost", tip="打印"), 2, 3)
        grid.setColumnStretch(4, 1)
        left.addLayout(grid)
        left.addWidget(Text("输入", "small", "muted", True))
        lines = [QLineEdit("拾光旗舰店"), QLineEdit(), QLineEdit("25:61"), QLineEdit("只读")]
        lines[1].setPlaceholderText("工号或姓名")
        lines[3].setEnabled(False)
        wrong = Field(lines[2])
        wrong.show_trouble("时间到 30:00 为止")
        inputs = QGridLayout()
        posts = ComboBox([(1, "全部岗位"), (2, "售前")], name="岗位")
        minutes = NumberBox(8, suffix=" 分", name="分")
        every = (lines[0], lines[1], lines[3], posts, wrong, minutes, SearchBox("筛选"), PeriodPicker(Month(2026, 9)))
        for number, widget in enumerate(every):
            inputs.addWidget(widget, number // 3, number % 3, Qt.AlignmentFlag.AlignTop)
        left.addLayout(inputs)
        left.addLayout(row(Segment([("a", "工资"), ("b", "考勤表"), ("c", "小结")]), BasisLabel("3,203.45"), None))
        left.addWidget(Text("状态:图标+词", "small", "muted", True))
        for line_of in CHIPS:
            left.addLayout(row(*(Chip(*spec) for spec in line_of), None))
        left.addWidget(Text("字号", "small", "muted", True))
        left.addLayout(row(Text("16 小时 48 分", "display"), Text("display 18 pt", "small", "muted"), None))
        left.addLayout(row(Text("考勤", "title"), Text("title 13.5", "small", "muted"), Text("快到期的单子", "heading"), None))
        left.addLayout(row(Text("正文 body 9.75"), Text("李䶮 2,200.00"), Text("次要 small 9", "small", "muted"), None))
        for names in SWATCHES:
            left.addLayout(row(*(_Swatch(name) for name in names), None))
        left.addStretch(1)
        return left

    def _right(self) -> QVBoxLayout:
        right = QVBoxLayout()
        right.addWidget(Text("表格:选中、悬停、可点的数字", "small", "muted", True))
        columns: list[Column[_Person]] = [
            Column("name", N_("Name"), value=lambda p: p.name, second=lambda p: f"{p.no} · {p.post}", width=154),
            Column("state", N_("State"), value=lambda p: p.chip.words, chip=lambda p: p.chip, width=0),
            Column("do", "", value=lambda p: None, buttons=lambda p: (RowButton("fix", "补卡"), RowButton("leave", "先放着")), width=150),
            Column("net", N_("Net"), value=lambda p: p.net, text=lambda p: money.grouped(p.net), align="right", basis=True, width=110),
        ]
        self.table: RecordTable[_Person] = RecordTable(columns, key=lambda p: p.no, rows="two", name="表格")
        self.table.set_records(PEOPLE)
        self.table.sort_by("name")
        self.table.select_key("0103")
        card = TableCard(self.table)
        card.totals.set({"name": "合计 3 人", "net": money.grouped(sum(p.net for p in PEOPLE))})
        card.setFixedHeight(212)
        right.addWidget(card)
        right.addWidget(Text("空状态", "small", "muted", True))
        empty = Card()
        buttons = [Button("建议排班", "wand-sparkles", "primary"), Button("从 9 月接着轮", "copy"), Button("导入 Excel", "upload")]
        empty.body.addWidget(EmptyState("calendar-days", "10 月还没有排班", "自己输入,粘贴 Excel,或让程序先排一份你再改。", buttons))
        right.addWidget(empty)
        tiles = (
            StatTile("312", "新增", "会写入"),
            StatTile("236", "已经有", "跳过,不重复计"),
            StatTile("4", "不能用", "下面逐条列出", "danger"),
        )
        right.addLayout(row(*tiles))
        right.addWidget(Note("罚款从 2008 年起没有全国性依据,广东可处罚用人单位。", "warn", "scale", more="更稳:同样的钱放进全勤奖或绩效。",
                             buttons=[Button("看条文", kind="link")]))  # fmt: skip
        right.addStretch(1)
        return right


def main() -> int:
    """`python -m csdesk.ui.kit.sheet [light|dark] [FILE.png]`: show it, or save a picture."""
    from csdesk import i18n

    i18n.use("zh_CN")
    app = QApplication(sys.argv[:1])
    theme.apply(app, sys.argv[1] if len(sys.argv) > 1 else "system")
    sheet = Sheet()
    sheet.show()
    if len(sys.argv) > 2:
        app.processEvents()
        sheet.grab().save(sys.argv[2])
        return 0
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
