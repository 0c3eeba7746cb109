"""For the officers who answer, and those who watch over them: every case on the law's clock (민원법 19, 민원령 6),
each look at personal data on record (안전성 확보조치 기준 8조), nobody without a second factor (같은 기준 6조).
"""
