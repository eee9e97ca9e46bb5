"""The video room of a date: which server, who may enter and when, who was there for how long. See docs/jitsi.md."""
