"""What people follow: changes of places and actors, by feed and by mail, and what may be out of
date."""
