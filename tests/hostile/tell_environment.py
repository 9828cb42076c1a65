"""Stands in for the program that decodes pictures: says which variables it was given."""

import json
import os
import sys

sys.stdout.write(json.dumps(dict(os.environ)))
