"""What the demonstration shows: YAML texts and SVG pictures beside these modules, brought in through the rules.

Every module may run again: what is there stays, what changed in a text is published again, progress is never touched.
"""
