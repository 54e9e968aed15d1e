"""The colours of charts and signals, the same on screen, in Plotly and on paper; each is at least 4.5:1 on white."""

SIGNALS = {"improvement": "#1d5fb4", "concern": "#c2500e", "neutral": "#6b3fa0", "none": "#5f6f73"}
LINE = "#7d8b8f"
MEAN = "#5f6f73"
BAND = "#eef2f2"
EDGE = "#9aa5a8"
TARGET = "#1f2a2d"
INK = "#1f2a2d"
QUIET = "#566366"
FONT = "Atkinson Hyperlegible Next, Atkinson Hyperlegible, sans-serif"
