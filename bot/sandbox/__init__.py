"""A local Bot API with people in it: the unchanged bot talks to it, in process or over HTTP.

`world` is the state and what people do in it; `api` is what the bot may ask of it, with Telegram's
rules and Telegram's wording; `transport` and `server` are the two ways to reach `api`; `people`
makes tests read as chats; `faults` breaks the connection on purpose.
"""
