"""Where are the front page, the help, the notices and the places to go?"""

from starlette.routing import BaseRoute, Route

from portal.rooms.home.pages import front, places, texts

ROUTES: list[BaseRoute] = [
    Route("/", front.home, name="home:home"),
    Route("/help", front.help_page, name="home:help_page"),
    Route("/help/{topic}", texts.topic, name="home:topic"),
    Route("/help/{topic}/{version:int}", texts.earlier, name="home:earlier"),
    Route("/notices", texts.notices, name="home:notices"),
    Route("/notices/{slug}", texts.notice, name="home:notice"),
    Route("/hours", places.opening, name="home:opening"),
    Route("/kiosks", places.kiosks, name="home:kiosks"),
    Route("/departments", places.departments, name="home:departments"),
    Route("/robots.txt", front.robots, name="home:robots"),
]
