"""Where things lie in a checkout. Nothing outside `.data/` (and a private temporary folder) is ever written."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / ".data"
LOGS = DATA / "log"
