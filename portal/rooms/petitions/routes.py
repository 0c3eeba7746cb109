"""Where does a petitioner follow, complete or take back their own petition?"""

from starlette.routing import BaseRoute, Route

from portal.rooms.petitions import pages

ROUTES: list[BaseRoute] = [
    Route("/cases/act", pages.act, name="petitions:act", methods=["GET", "POST"]),
    Route("/cases/{no}", pages.case, name="petitions:case"),
    Route("/cases/{no}/files/{id:uuid}", pages.file, name="petitions:file"),
    Route("/cases/{no}/agents", pages.agents, name="petitions:agents", methods=["GET", "POST"]),
    Route("/cases/{no}/supplement", pages.supplement, name="petitions:supplement", methods=["GET", "POST"]),
    Route("/cases/{no}/longer", pages.longer, name="petitions:longer", methods=["GET", "POST"]),
    Route("/cases/{no}/extension", pages.extension, name="petitions:extension", methods=["GET", "POST"]),
    Route(
        "/cases/{no}/representatives",
        pages.representatives,
        name="petitions:representatives",
        methods=["GET", "POST"],
    ),
    Route("/cases/{no}/demand", pages.demand, name="petitions:demand", methods=["GET", "POST"]),
    Route("/cases/{no}/object", pages.objecting, name="petitions:object", methods=["GET", "POST"]),
    Route("/cases/{no}/satisfaction", pages.satisfied, name="petitions:satisfied", methods=["GET", "POST"]),
    Route("/cases/{no}/withdraw", pages.withdraw, name="petitions:withdraw", methods=["GET", "POST"]),
]
