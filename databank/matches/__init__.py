"""What becomes of matches: interest handed on, talks, what was agreed, tonnes that were moved, what died of what.

The city brings companies together; it does not arrange waste management. A suggestion never tells who is hidden.
"""

from databank.matches.beginning import Begun, show_interest, suggest
from databank.matches.changing import MatchChangedError, MatchRefusedError
from databank.matches.city import city_owned_ids, is_city_owned
from databank.matches.counting import NewlyMatched, newly_matched
from databank.matches.desk import QueueCounts, QueueFilter, add_note, holders, notes, plan_next, queue, queue_counts
from databank.matches.endings import Died, what_died_of_what
from databank.matches.moments import coming_moments
from databank.matches.moving import Terms, Why, move, set_terms
from databank.matches.notices import MatchLinkError, Notice, notices, viewer_of_key
from databank.matches.pairing import Target
from databank.matches.reading import match, matches_of_organisation, matches_of_record
from databank.matches.remaining import remaining_t_per_year
from databank.matches.reporting import DeliveryChangedError, NewDelivery, Report, deliveries, report_delivery
from databank.matches.states import MatchMoveError, may_move, next_states
from databank.matches.talking import agree_to_be_named, answer_interest, for_side, introduce, write

__all__ = [
    "Begun",
    "DeliveryChangedError",
    "Died",
    "MatchChangedError",
    "MatchLinkError",
    "MatchMoveError",
    "MatchRefusedError",
    "NewDelivery",
    "NewlyMatched",
    "Notice",
    "QueueCounts",
    "QueueFilter",
    "Report",
    "Target",
    "Terms",
    "Why",
    "add_note",
    "agree_to_be_named",
    "answer_interest",
    "city_owned_ids",
    "coming_moments",
    "deliveries",
    "for_side",
    "holders",
    "introduce",
    "is_city_owned",
    "match",
    "matches_of_organisation",
    "matches_of_record",
    "may_move",
    "move",
    "newly_matched",
    "next_states",
    "notes",
    "notices",
    "plan_next",
    "queue",
    "queue_counts",
    "remaining_t_per_year",
    "report_delivery",
    "set_terms",
    "show_interest",
    "suggest",
    "viewer_of_key",
    "what_died_of_what",
    "write",
]
