"""People who sign in, as the database keeps them; nobody needs to in order to read."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A person. Declared from the start, because Django cannot change its kind of user later."""
