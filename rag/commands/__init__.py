"""The commands of the command line, by what they are for; each module adds its own to the parser."""
