"""Activities given to classes, and the pupils' progress in them."""
