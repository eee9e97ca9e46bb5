"""Order: what people point out, what rules hold back, what moderators do, and who does not agree."""
