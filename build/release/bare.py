"""The smallest PySide6 program, what csdesk's size and start are held against: a window with a label, quiet until it is closed."""

import sys

from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

app = QApplication(sys.argv)
window = QWidget()
window.setWindowTitle("bare")
QVBoxLayout(window).addWidget(QLabel("bare"))
window.show()
sys.exit(app.exec())
