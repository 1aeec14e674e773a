"""The brokers of a place: who sits between others, and who could bring together whom."""

from weft.core.diagnosis.brokers.brokering import Broker, Brokerage, Roles, find_brokers
from weft.core.diagnosis.brokers.convening import Convener, Side, Unconnected
from weft.core.diagnosis.brokers.network import Network, build_network

__all__ = [
    "Broker",
    "Brokerage",
    "Convener",
    "Network",
    "Roles",
    "Side",
    "Unconnected",
    "build_network",
    "find_brokers",
]
