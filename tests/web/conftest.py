"""How every test of the site is set up: on this machine only, in a folder of its own."""

import os
import tempfile

os.environ.setdefault("WEFT_LOCAL", "yes")
os.environ.setdefault("WEFT_FOLDER", tempfile.mkdtemp(prefix="weft-tests-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "weft.web.settings")

import django

django.setup()
