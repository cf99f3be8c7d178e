"""SAS transport files: version 5 read and written, version 8 read."""
