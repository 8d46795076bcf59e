"""What a visitor sees: several people's chats side by side, and a clock to move.

`server.mount` puts the page on an application, `stage` says what it shows, `layout` builds it for
one browser tab; below that `column`, `log`, `bubble`, `keyboards` and `composer` are one chat,
`clockbar` and `guide` stand above them. Text out of the world becomes HTML in
`bot.sandbox.entities` alone; everything else is set as text.
"""
