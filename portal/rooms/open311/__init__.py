"""For programs that report a broken lamp or a hole in the road for somebody: Open311 GeoReport v2
(http://wiki.open311.org/GeoReport_v2). The same promises as for every petition (민원처리법 제8조, 제9조)."""
