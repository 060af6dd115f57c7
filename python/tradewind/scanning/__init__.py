"""Structure without an interpreter: what DAG files say about their DAGs, read in Rust without running any of it."""

from tradewind.scanning.files import scan as scan
from tradewind.scanning.files import scan_tree as scan_tree
from tradewind.scanning.results import Doubt as Doubt
from tradewind.scanning.results import Finding as Finding
from tradewind.scanning.results import Import as Import
from tradewind.scanning.results import Scan as Scan
from tradewind.scanning.results import ScannedDag as ScannedDag
from tradewind.scanning.results import ScannedEdge as ScannedEdge
from tradewind.scanning.results import ScannedGroup as ScannedGroup
from tradewind.scanning.results import ScannedTask as ScannedTask
