"""The blueprint of the helpers about legal status: public pages without records."""

from web.addresses import LocalisedBlueprint

blueprint = LocalisedBlueprint("legal", __name__)
