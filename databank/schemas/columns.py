"""The columns of every import kind, in the order in which they are written; kinds stand before those that name them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_CONTACT = "reuse,contact_name,contact_email"
_SOURCE = "source_url,source_title,source_date"
_REAL = "real_status,status_checked_on"
_SHORT_AMOUNT = "year,amount,amount_min,amount_max,unit,period,basis"
_AMOUNT = f"{_SHORT_AMOUNT},moisture_share,density_t_m3,method,standard_uncertainty,amount_status,amount_note"

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        kind: tuple(columns.split(","))
        for kind, columns in {
            "areas": "id,name_fi,name_sv,name_en,kind,municipality,lat,lon,area_ha,"
            f"description_fi,description_sv,description_en,checked_on,{_SOURCE}",
            "area-facts": f"area_id,topic,name_fi,name_sv,name_en,value,unit,year,{_SOURCE}",
            "organisations": "id,name,business_id,industry_code,industry_edition,sector,municipality,holding,"
            f"name_as_of,{_REAL},is_example,note,{_SOURCE}",
            "sites": "id,organisation_id,name,address,municipality,lat,lon,coordinate_precision,area_id,sector,"
            f"{_REAL},is_example,{_SOURCE}",
            "permits": f"id,site_id,waste_codes,operations,capacity_t_per_year,authority,valid_until,note,{_SOURCE}",
            "side-streams": "id,kind,organisation_id,site_id,name,language,material_class,waste_code,"
            "waste_list_edition,code_if_waste,legal_status,legal_ground,legal_authority,legal_date,hazard,"
            f"physical_form,packaging,origin,origin_process,{_AMOUNT},available_from,available_until,"
            "availability_pattern,committed_until,free_t_per_year,fate,treatment_code,receiver,price_eur_per_t,"
            f"status,{_REAL},visibility,consent,confirmed_on,hint_material_class,hint_waste_code,is_example,note,"
            f"loading,storage,coarse,{_CONTACT},{_SOURCE}",
            "amounts": f"side_stream_id,{_AMOUNT}",
            "composition": "side_stream_id,parameter,minimum,typical,maximum,unit,method,laboratory,measured_on,"
            "sample_count",
            "documents": "side_stream_id,kind,title,language,issued_on,url",
            "needs": f"id,kind,organisation_id,site_id,name,language,material_classes,waste_codes,{_SHORT_AMOUNT},"
            f"starts_on,ends_on,limits,physical_form,distance_km,status,{_REAL},visibility,confirmed_on,is_example,"
            f"note,structure,density_t_m3,{_CONTACT},{_SOURCE}",
            "exchanges": "id,side_stream_id,donor_site_id,donor_name,receiver_site_id,receiver_name,material,"
            f"material_class,{_SHORT_AMOUNT},method,standard_uncertainty,treatment_code,status,{_REAL},consent,"
            f"is_example,note,{_SOURCE}",
            "flows": "record_id,year,source,target,material,mass_t,standard_uncertainty_t,layer,basis,"
            f"treatment_code,method,side_stream_id,consent,is_example,note,{_SOURCE}",
            "treatment-lines": "id,site_id,step,material_classes,capacity_t_per_year,permit_note,"
            f"{_REAL},is_example,note,{_SOURCE}",
            "trials": "id,site_id,area_id,title_fi,title_sv,title_en,material_classes,permit,began_year,ended_year,"
            f"amount,unit,outcome,result_fi,result_sv,result_en,use_id,is_example,{_SOURCE}",
        }.items()
    }
)
KINDS = tuple(COLUMNS)
