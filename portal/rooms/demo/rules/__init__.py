"""When does what happen in the demo's month? Pure: the same beginning gives the same month."""

from portal.rooms.demo.rules.month import plan
from portal.rooms.demo.rules.stories import Step, Story

__all__ = ["Step", "Story", "plan"]
