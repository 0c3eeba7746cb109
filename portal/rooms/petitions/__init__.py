"""For petitioners and the officers who answer them: the life of a petition (민원 처리에 관한 법률)."""
