"""What leaves the bank: values, masked for one viewer. Everything here asks `databank.access` first."""

from databank.queries.contents import contents
from databank.queries.counts import BankCounts, bank_counts
from databank.queries.exchanges import exchanges
from databank.queries.facets import facets
from databank.queries.flows import flow_columns, flow_years
from databank.queries.history import feedback, versions
from databank.queries.market import Looked, handed, is_matched, market, offered, owners, wanted, workplaces
from databank.queries.needs import need, needs
from databank.queries.owners import organisations_by_id
from databank.queries.places import area, areas, organisation, organisations, sites
from databank.queries.sources import PublicSource, public_sources
from databank.queries.streams import newest, side_stream, side_streams, side_streams_by_id
from databank.queries.sums import Key, Total, mass_by_family, mass_sum, totals, without_sum
from databank.queries.takers import Receipt, Takers, takers
from databank.queries.treatments import treatments, trials

__all__ = [
    "BankCounts",
    "Key",
    "Looked",
    "PublicSource",
    "Receipt",
    "Takers",
    "Total",
    "area",
    "areas",
    "bank_counts",
    "contents",
    "exchanges",
    "facets",
    "feedback",
    "flow_columns",
    "flow_years",
    "handed",
    "is_matched",
    "market",
    "mass_by_family",
    "mass_sum",
    "need",
    "needs",
    "newest",
    "offered",
    "organisation",
    "organisations",
    "organisations_by_id",
    "owners",
    "public_sources",
    "side_stream",
    "side_streams",
    "side_streams_by_id",
    "sites",
    "takers",
    "totals",
    "treatments",
    "trials",
    "versions",
    "wanted",
    "without_sum",
    "workplaces",
]
