"""How a claim stands: certain, doubted or denied, planned, offered or demanded, and what its negations govern."""
