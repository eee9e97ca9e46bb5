"""The desk: what hosts, dispatchers and managers do on the site itself. Views and forms; the rules are one room up."""
