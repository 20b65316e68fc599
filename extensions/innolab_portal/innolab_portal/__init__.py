"""The InnoLab portal: people, library, lessons, hand-ins; identity provider of the hub."""
