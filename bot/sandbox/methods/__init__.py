"""What the bot may ask of the server. Importing this package fills the registry."""

from bot.sandbox.methods import answering, editing, polling, presenting, sending
from bot.sandbox.methods.registry import METHODS

__all__ = ["METHODS", "answering", "editing", "polling", "presenting", "sending"]
