"""Where are the front page and the help?"""

from starlette.routing import BaseRoute, Route

from portal.rooms.home import pages

ROUTES: list[BaseRoute] = [
    Route("/", pages.home, name="home:home"),
    Route("/help", pages.help_page, name="home:help_page"),
    Route("/help/{topic}", pages.topic, name="home:topic"),
    Route("/robots.txt", pages.robots, name="home:robots"),
]
