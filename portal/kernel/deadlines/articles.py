"""Which article does a date stand on? The citations that reckonings show, in one place.

Read in the versions that the domain notes name; 절차령 in its text of 2014.
"""

from __future__ import annotations

from portal.kernel.words import N_

IMMEDIATE = N_("민원 처리에 관한 법률 시행령 제19조")
HOURS_BY_ANALOGY = N_("민원 처리에 관한 법률 제19조제1항 유추")
SHORT = N_("민원 처리에 관한 법률 제19조제1항")
LONG = N_("민원 처리에 관한 법률 제19조제2항")
CALENDAR = N_("민원 처리에 관한 법률 제19조제3항")
MONTH_END = N_("민원 처리에 관한 법률 제19조제3항, 민법 제160조")
DISCLOSURE = N_("공공기관의 정보공개에 관한 법률 제11조제1항, 제29조제2항제1호")
DISCLOSURE_SILENCE = N_("공공기관의 정보공개에 관한 법률 제18조제1항, 제29조제2항제2호")
DISCLOSURE_OBJECTION = N_("공공기관의 정보공개에 관한 법률 제18조제3항, 제29조제2항제3호")
CIVIL = N_("민법 제157조, 제159조")
FIRST_DAY_OUT = N_("민법 제157조")
ROLLS = N_("민법 제161조")
PASSED = N_("민원 처리에 관한 법률 시행령 제25조제4항")
ACCEPTANCE = N_("민원 처리에 관한 법률 시행령 제6조제7항")
OFFICE_HOURS = N_("민원 처리에 관한 법률 시행령 제8조의3제1항")

EXTENSION = N_("민원 처리에 관한 법률 시행령 제21조")
DISCLOSURE_EXTENSION = N_("공공기관의 정보공개에 관한 법률 제11조제2항, 제29조제2항제1호")
OBJECTION_EXTENSION = N_("공공기관의 정보공개에 관한 법률 제18조제3항")
REFUSAL_OBJECTION_EXTENSION = N_("민원 처리에 관한 법률 제35조제2항")

SUPPLEMENT = N_("민원 처리에 관한 법률 시행령 제20조, 행정절차법 시행령 제11조제1호")
DOCUMENT_TRANSFER = N_("민원 처리에 관한 법률 시행령 제20조, 행정절차법 시행령 제11조제2호")
REPRESENTATIVES = N_("민원 처리에 관한 법률 시행령 제20조, 행정절차법 시행령 제11조제3호")
HEARING = N_("민원 처리에 관한 법률 시행령 제20조, 행정절차법 시행령 제11조제4호")
TESTS = N_("민원 처리에 관한 법률 시행령 제20조, 행정절차법 시행령 제11조제5호")
PRIOR_MATTER = N_("민원 처리에 관한 법률 시행령 제20조, 행정절차법 시행령 제11조제6호")
DATA_SHARING = N_("민원 처리에 관한 법률 시행령 제7조의2제3항")
BUNDLED_PRIOR = N_("민원 처리에 관한 법률 시행령 제12조제9항")
FIELD_INVESTIGATION = N_("민원 처리에 관한 법률 시행령 제17조제5항")
