"""Who is who: schools, classes, people, sign-in. The lowest app: it imports none of the others."""
